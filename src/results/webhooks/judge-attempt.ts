import type { DisabledWhy } from './endpoint-queries.ts'

/** What came of sending an event once: a status, or why there was none. */
export type Answer =
  | { readonly status: number; readonly retryAfterMs: number | null }
  /** A stable word or an error code of Node; never a message, which could hold what is secret. */
  | { readonly failure: string }

export interface AttemptTimes {
  /** So many were made before this one. */
  readonly attempts: number
  readonly now: number
  /** Since when none of the endpoint's deliveries has succeeded, this one included. */
  readonly failingSince: number
  /** 0 ≤ x < 1. */
  readonly random: number
}

export type Judgement =
  | { readonly state: 'delivered' }
  | { readonly state: 'failed'; readonly disable: DisabledWhy }
  | { readonly state: 'pending'; readonly dueAt: number; readonly disable: DisabledWhy | null }

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** After each failure so long, a tenth more or less, so that those of one outage do not all come back at once. */
const RETRY_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const
const SPREAD = 0.1
/** A receiver may ask to be left alone for so long. */
const RETRY_AFTER_MS_MAX = 24 * HOUR
/** An endpoint to which nothing was delivered for so long, while it was tried, is disabled. */
const FAILING_MS_MAX = 5 * 24 * HOUR
const GONE = 410

export const isTaken = (answer: Answer): boolean => 'status' in answer && answer.status >= 200 && answer.status < 300

/**
 * What becomes of a delivery, and of its endpoint, after one more attempt. Where the endpoint is disabled, the delivery
 * waits until it is enabled, unless this was its last attempt. Schedule: Standard Webhooks specification 1.0,
 * "Deliverability and reliability".
 */
export function judgeAttempt(answer: Answer, { attempts, now, failingSince, random }: AttemptTimes): Judgement {
  if (isTaken(answer)) return { state: 'delivered' }
  const afterMs = RETRY_MS[attempts]
  if ('status' in answer && answer.status === GONE) return { state: 'pending', dueAt: now, disable: 'gone' }
  if (afterMs === undefined) return { state: 'failed', disable: 'attempts' }
  const spreadMs = Math.round(afterMs * (1 + SPREAD * (2 * random - 1)))
  const askedMs = 'status' in answer ? Math.min(answer.retryAfterMs ?? 0, RETRY_AFTER_MS_MAX) : 0
  const disable = now - failingSince >= FAILING_MS_MAX ? 'failing' : null
  return { state: 'pending', dueAt: now + Math.max(spreadMs, askedMs), disable }
}

/** Of a 429 or 503, how long it asks to wait (RFC 9110, 10.2.3); null where it asks nothing that can be read. */
export function readRetryAfter(status: number, header: string | undefined, now: number): number | null {
  if ((status !== 429 && status !== 503) || header === undefined) return null
  if (/^\d{1,9}$/.test(header)) return Number(header) * SECOND
  const at = /^[A-Z][a-z]{2}/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
