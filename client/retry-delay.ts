import { LivenessConnectionError, LivenessError } from './errors.ts'

const RETRY_AFTER_SECONDS_MAX = 30
const FIRST_PAUSE_MS = 250
const PAUSE_MS_MAX = 5_000
/** The server is busy, or a proxy before it did not reach it. */
const PASSING = [502, 503, 504]

/**
 * How long to wait before a request is sent again, in ms; undefined where that is of no use. A server that says when
 * is waited for, up to 30 s; else each pause is twice the one before, and half of it is drawn by lot.
 *
 * @param retry which retry this would be, from 0
 * @param lot 0 … 1
 */
export function retryDelayMs(failure: unknown, retry: number, lot: number): number | undefined {
  const pauseMs = Math.min(PAUSE_MS_MAX, FIRST_PAUSE_MS * 2 ** retry) * (0.5 + lot / 2)
  if (failure instanceof LivenessConnectionError) return failure.reason === 'response_too_large' ? undefined : pauseMs
  if (!(failure instanceof LivenessError)) return undefined
  const { status, retryAfterSeconds } = failure
  if (status !== 429 && !PASSING.includes(status)) return undefined
  if (retryAfterSeconds !== undefined)
    return retryAfterSeconds <= RETRY_AFTER_SECONDS_MAX ? retryAfterSeconds * 1000 : undefined
  return status === 429 ? undefined : pauseMs
}
