import type { Db } from '../storage/schema.ts'
import { type EndedSession, listEndedSessions, listEventTimes } from './last-hour-queries.ts'

export const MINUTES = 60
const MINUTE_MS = 60_000
/** More than that in an hour are not read: the curves then show the newest. */
const ROWS_MAX = 20_000

/** What the database says of the last hour, a number for each minute, the oldest first. */
export interface LastHour {
  readonly live: readonly number[]
  readonly spoof: readonly number[]
  readonly inconclusive: readonly number[]
  /** Median seconds from the first movement to the end; null where no session ended. */
  readonly secondsToVerdict: readonly (number | null)[]
  readonly loginsFailed: readonly number[]
  readonly loginsThrottled: readonly number[]
  readonly operatorLoginsFailed: readonly number[]
  /** Whether there was more than is shown. */
  readonly isCut: boolean
}

export async function readLastHour(db: Db, now: number): Promise<LastHour> {
  const since = now - MINUTES * MINUTE_MS
  const sessions = await listEndedSessions(db, since, ROWS_MAX)
  const events = ['login_failed', 'login_throttled', 'operator_login_failed'] as const
  const logins = await listEventTimes(db, events, since, ROWS_MAX)
  const ended = (verdict: string) =>
    sessions.filter((session) => session.verdict === verdict).map(({ endedAt }) => endedAt)
  const happened = (event: string) => logins.filter((line) => line.event === event).map(({ at }) => at)
  return {
    live: perMinute(ended('live'), now),
    spoof: perMinute(ended('spoof'), now),
    inconclusive: perMinute(ended('inconclusive'), now),
    secondsToVerdict: medianPerMinute(sessions, now),
    loginsFailed: perMinute(happened('login_failed'), now),
    loginsThrottled: perMinute(happened('login_throttled'), now),
    operatorLoginsFailed: perMinute(happened('operator_login_failed'), now),
    isCut: sessions.length === ROWS_MAX || logins.length === ROWS_MAX,
  }
}

const minutes = () => [...Array(MINUTES).keys()]
const minuteOf = (at: number, now: number) => MINUTES - 1 - Math.floor((now - at) / MINUTE_MS)

function perMinute(times: readonly number[], now: number): number[] {
  const counts = minutes().map(() => 0)
  for (const at of times) {
    const minute = minuteOf(at, now)
    if (minute >= 0 && minute < MINUTES) counts[minute]! += 1
  }
  return counts
}

function medianPerMinute(sessions: readonly EndedSession[], now: number): (number | null)[] {
  const times = minutes().map((): number[] => [])
  for (const { begunAt, endedAt } of sessions)
    if (begunAt !== null) times[minuteOf(endedAt, now)]?.push((endedAt - begunAt) / 1000)
  return times.map((ofMinute) => ofMinute.toSorted((a, b) => a - b)[Math.floor(ofMinute.length / 2)] ?? null)
}
