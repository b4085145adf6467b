export const JSON_BODY_BYTES_MAX = 16 * 1024
export const FORM_BODY_BYTES_MAX = 4 * 1024
/** A body over its limit is read and thrown away up to here, so that the client gets to read the refusal. */
export const DISCARDED_BODY_BYTES_MAX = 8 * 1024 * 1024
/** Of all pictures that are on their way in a process, or being measured. */
export const PICTURES_BYTES_MAX = 64 * 1024 * 1024
/** Room for a cookie far over what browsers keep, so that an oversized one is treated as any other bad cookie. */
export const HEADER_BYTES_MAX = 64 * 1024
export const HEADERS_MAX = 100
export const HEADERS_SECONDS_MAX = 10
export const KEEP_ALIVE_SECONDS = 65
/** A connection on which nothing moves, not even a response that waits to be read, is closed. */
export const IDLE_SECONDS_MAX = 75
export const REQUESTS_PER_CONNECTION_MAX = 100_000
export const PATH_PARAMETER_CHARACTERS_MAX = 200

/** So long the same idempotency key gets the same answer. */
export const IDEMPOTENCY_MS = 24 * 3_600_000
