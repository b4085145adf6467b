/**
 * Every refusal there is: HTTP status, stable code (the `error` field of non-contract responses) and message.
 * Anything else that is thrown is a bug and becomes `internal`.
 */
export const refusals = {
  registration_incomplete: [400, 'invalid_request', 'Name, Username, and Password is required'],
  registration_too_short: [400, 'invalid_request', 'Fullname, Username, and Password at least 5 characters'],
  fullname_too_long: [400, 'invalid_request', 'Fullname at most 80 characters'],
  username_too_long: [400, 'invalid_request', 'Username at most 80 characters'],
  password_too_long: [400, 'invalid_request', 'Password at most 1024 bytes'],
  fullname_not_text: [400, 'invalid_request', 'Fullname must be Unicode text without NUL'],
  username_not_text: [400, 'invalid_request', 'Username must be Unicode text without NUL'],
  username_not_recommended: [
    400,
    'invalid_request',
    'Username must be in letters of one script, none of them invisible or out of use',
  ],
  password_not_text: [400, 'invalid_request', 'Password must be Unicode text'],
  username_taken: [400, 'invalid_request', 'Username already exist!'],
  login_incomplete: [400, 'invalid_request', 'Username and Password is required'],
  username_not_found: [400, 'invalid_request', 'Username not found!'],
  password_incorrect: [400, 'invalid_request', 'Password is incorrect!'],
  password_too_weak: [
    400,
    'invalid_request',
    'Password at least 15 characters, 5 of them different, without the name or username in it',
  ],
  password_guessable: [
    400,
    'invalid_request',
    'Password is too easy to guess: common passwords, sequences and repeats count for little',
  ],
  credentials_incorrect: [400, 'invalid_request', 'Username or password is incorrect!'],
  not_logged_in: [401, 'unauthorized', 'Unauthorized users'],
  deletion_not_logged_in: [400, 'unauthorized', 'Unauthorized users'],
  deletion_failed: [400, 'invalid_request', 'Failed to delete user!'],
  invalid_json: [400, 'invalid_request', 'Request body must be valid JSON'],
  invalid_request: [400, 'invalid_request', 'Invalid request'],
  bad_image: [400, 'bad_image', 'Not a picture that can be read'],
  not_authorized: [401, 'unauthorized', 'A login or a valid API key is needed'],
  no_capture_token: [401, 'unauthorized', 'A capture token of this session is needed'],
  operator_not_logged_in: [401, 'unauthorized', 'Log in first'],
  operator_credentials: [401, 'unauthorized', 'Name, password or code is not right'],
  not_for_people: [403, 'forbidden', 'Only a back end with an API key may do this'],
  scope_missing: [403, 'forbidden', 'This API key is not permitted to do this'],
  not_websocket: [400, 'invalid_request', 'Connect with a WebSocket'],
  cross_site: [403, 'forbidden', 'Cross-site requests may not change anything here'],
  not_found: [404, 'not_found', 'Not found'],
  method_not_allowed: [405, 'method_not_allowed', 'Method not allowed'],
  body_incomplete: [400, 'invalid_request', 'The connection ended before the request body did'],
  request_timeout: [408, 'request_timeout', 'The request took too long to arrive'],
  session_over: [409, 'session_over', 'The session is over'],
  not_decided: [409, 'not_decided', 'The session has no verdict'],
  no_retry: [409, 'no_retry', 'The session can not be tried again'],
  session_taken: [409, 'session_taken', 'Another client streams this session'],
  body_too_large: [413, 'too_large', 'Request body is too large'],
  url_too_long: [414, 'too_large', 'Request URL is too long'],
  not_json: [415, 'unsupported_media_type', 'Content-Type must be application/json'],
  not_form: [415, 'unsupported_media_type', 'Content-Type must be application/x-www-form-urlencoded'],
  not_picture: [415, 'unsupported_media_type', 'Send a picture as image/jpeg, image/png or image/webp'],
  not_jpeg: [415, 'unsupported_media_type', 'Content-Type must be image/jpeg'],
  host_not_known: [421, 'invalid_request', 'This server is not known by that host name'],
  idempotency_mismatch: [422, 'idempotency_mismatch', 'The idempotency key came with another request before'],
  too_many_requests: [429, 'too_many_requests', 'Too many attempts, try again later'],
  headers_too_large: [431, 'too_large', 'Request headers are too large'],
  internal: [500, 'internal', 'Internal server error'],
  busy: [503, 'busy', 'Server is busy, try again shortly'],
  models_loading: [503, 'unavailable', 'The vision models are still being loaded'],
  draining: [503, 'unavailable', 'Server is shutting down'],
  storage_unavailable: [503, 'unavailable', 'Storage is unavailable, try again shortly'],
} as const satisfies Record<string, readonly [status: number, error: string, message: string]>

export type RefusalName = keyof typeof refusals

export interface RefusalDetail {
  readonly path: string
  readonly problem: string
}

export class Refusal extends Error {
  readonly status: number
  readonly error: string
  readonly retryAfterSeconds: number | undefined
  readonly details: readonly RefusalDetail[] | undefined

  constructor(refusal: RefusalName, extra: RefusalExtra = {}) {
    const [status, error, message] = refusals[refusal]
    super(extra.message ?? message)
    this.name = refusal
    this.status = status
    this.error = error
    this.retryAfterSeconds = extra.retryAfterSeconds
    this.details = extra.details
  }
}

interface RefusalExtra {
  /** Seconds after which trying again makes sense, at least 1. */
  readonly retryAfterSeconds?: number
  /** Replaces the table's message where the limit that was exceeded has to be named. */
  readonly message?: string
  readonly details?: readonly RefusalDetail[]
}

/** Makes the error that refuses a request with the named row of the table: `throw refuse('username_taken')`. */
export function refuse(refusal: RefusalName, extra?: RefusalExtra): Refusal {
  return new Refusal(refusal, extra)
}
