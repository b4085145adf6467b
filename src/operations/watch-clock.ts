import type { Logger } from 'pino'
import type { SteadyClock } from '../clock.ts'
import { databaseTime } from '../storage/database-time.ts'
import type { Dialect } from '../storage/open.ts'
import type { Db } from '../storage/schema.ts'

export interface ClockNeeds {
  readonly db: Db
  readonly dialect: Dialect
  readonly clock: SteadyClock
}

/** Within this, the times that several processes write can be compared. */
const APART_MS_MAX = 200
const LOOK_INTERVAL_MS = 60_000
const TOLD_AGAIN_MS_MIN = 3_600_000

/**
 * Compares the machine's clock with the database's (on SQLite there is one clock only), and with the time that has
 * passed since the last look. The function returned does it once, and logs what differs by more than 200 ms, each kind
 * at most once an hour.
 */
export function clockWatch({ db, dialect, clock }: ClockNeeds, logger: Logger): () => Promise<void> {
  const toldAtMs = new Map<string, number>()
  let setByMs = clock.now() - clock.steady()
  const tell = (message: string, differenceMs: number) => {
    const now = clock.steady()
    if (now - (toldAtMs.get(message) ?? Number.NEGATIVE_INFINITY) < TOLD_AGAIN_MS_MIN) return
    toldAtMs.set(message, now)
    logger.warn({ difference_ms: Math.round(differenceMs) }, message)
  }
  return async () => {
    const sinceStartMs = clock.now() - clock.steady()
    if (Math.abs(sinceStartMs - setByMs) > APART_MS_MAX) tell('this machine’s clock was set', sinceStartMs - setByMs)
    setByMs = sinceStartMs
    if (dialect !== 'postgres') return
    const before = clock.now()
    const database = await databaseTime(db)
    const wayMs = (clock.now() - before) / 2
    const apartMs = before + wayMs - database
    if (Math.abs(apartMs) > APART_MS_MAX + wayMs)
      tell('this machine’s clock differs from the database’s: set both by NTP', apartMs)
  }
}

/** Looks now and every minute until the returned function is called. */
export function startWatchingClock(needs: ClockNeeds, logger: Logger): () => void {
  const look = clockWatch(needs, logger)
  const run = () => look().catch((err: unknown) => logger.warn({ err }, 'the database’s clock could not be read'))
  const timer = setInterval(run, LOOK_INTERVAL_MS)
  timer.unref()
  void run()
  return () => clearInterval(timer)
}
