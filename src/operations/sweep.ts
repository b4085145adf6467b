import type { Logger } from 'pino'
import { deleteLoginSessionsBefore } from '../accounts/queries.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Db } from '../storage/schema.ts'
import { deleteEndedThrottles } from '../throttle/queries.ts'

export interface SweepNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly config: Pick<Config, 'LOGIN_MAX_HOURS'>
}

/** Deletes the rows whose time is over. Any process may do it at any time; doing it twice changes nothing. */
export async function sweep({ db, clock, config }: SweepNeeds): Promise<void> {
  const now = clock.now()
  await deleteLoginSessionsBefore(db, now - config.LOGIN_MAX_HOURS * 3_600_000)
  await deleteEndedThrottles(db, now)
}

const SWEEP_INTERVAL_MS = 60_000

/** Sweeps now and every minute until the answered function is called. A sweep that fails is logged and tried again. */
export function startSweeping(needs: SweepNeeds, logger: Logger): () => void {
  const run = () => sweep(needs).catch((err: unknown) => logger.warn({ err }, 'sweep failed, will be tried again'))
  const timer = setInterval(run, SWEEP_INTERVAL_MS)
  timer.unref()
  void run()
  return () => clearInterval(timer)
}
