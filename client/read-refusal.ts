import { type ErrorDetail, LivenessError } from './errors.ts'

/** The error that a response other than the one hoped for stands for. */
export function readRefusal({ status, headers }: Response, json: unknown): LivenessError {
  const retryAfterSeconds = readRetryAfter(headers.get('retry-after'))
  if (!isRefusal(json))
    return new LivenessError({
      ...{ status, error: 'unexpected_response', retryAfterSeconds },
      message: `Not an answer of a liveness server: HTTP status ${status}`,
    })
  const { error, message, details } = json
  return new LivenessError({ status, error, message, details, retryAfterSeconds })
}

function isRefusal(json: unknown): json is { error: string; message: string; details?: ErrorDetail[] } {
  return (
    typeof json === 'object' &&
    json !== null &&
    'error' in json &&
    typeof json.error === 'string' &&
    'message' in json &&
    typeof json.message === 'string' &&
    (!('details' in json) || Array.isArray(json.details))
  )
}

/** Seconds only, as the server sends them; a date (RFC 9110, 10.2.3) is left alone. */
function readRetryAfter(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
