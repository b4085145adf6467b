import type { Logger } from 'pino'
import { deleteLoginSessionsBefore } from '../accounts/queries.ts'
import { deleteAuditBefore } from '../audit/queries.ts'
import type { RefusalLog } from '../audit/refusals.ts'
import type { Clock, SteadyClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { shortenEvidence } from '../evidence/erase-queries.ts'
import { deleteEndedOperatorSessions } from '../identity/operator-session.ts'
import { deleteOldAttempts } from '../liveness/sessions/attempt-queries.ts'
import { type ExpireNeeds, expireLiveness } from '../liveness/sessions/expire-sessions.ts'
import { deleteSessionsBefore } from '../liveness/sessions/retention-queries.ts'
import { deleteSurplusKeys } from '../results/signing/rotate-key.ts'
import { type SweepWebhooksNeeds, sweepWebhooks } from '../results/webhooks/sweep-webhooks.ts'
import type { Dialect } from '../storage/open.ts'
import { truncateLog } from '../storage/truncate-log.ts'
import { deleteEndedThrottles } from '../throttle/queries.ts'
import type { SweepMetrics } from './metrics.ts'

export interface SweepNeeds extends ExpireNeeds {
  readonly clock: Clock
  readonly refusals: Pick<RefusalLog, 'flush'>
  readonly dialect: Dialect
  readonly config: Pick<Config, 'EVIDENCE_HOURS' | 'LOGIN_MAX_HOURS' | 'AUDIT_DAYS' | 'SESSION_DAYS'> &
    ExpireNeeds['config'] &
    SweepWebhooksNeeds['config']
}

export interface RepeatedSweepNeeds extends SweepNeeds {
  readonly clock: SteadyClock
  readonly sweepMetrics: SweepMetrics
}

/** Deletes the rows whose time is over. Any process may do it at any time; doing it twice changes nothing. */
export async function sweep(needs: SweepNeeds): Promise<void> {
  const { db, dialect, clock, refusals, config } = needs
  const now = clock.now()
  await deleteLoginSessionsBefore(db, now - config.LOGIN_MAX_HOURS * HOUR_MS)
  await deleteEndedOperatorSessions(db, now)
  await deleteEndedThrottles(db, now)
  if (config.AUDIT_DAYS > 0) await deleteAuditBefore(db, now - config.AUDIT_DAYS * DAY_MS, AUDIT_LINES_AT_ONCE)
  await expireLiveness(needs, now)
  await deleteOldAttempts(db, now)
  if (config.SESSION_DAYS > 0) await deleteSessionsBefore(db, now - config.SESSION_DAYS * DAY_MS, SESSIONS_AT_ONCE)
  await deleteSurplusKeys(needs)
  await sweepWebhooks(needs, now)
  await refusals.flush(now)
  await truncateLog(db, dialect)
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const SWEEP_INTERVAL_MS = 15_000
/** The first sweep of much that is old must not delay others; the next one continues. */
const AUDIT_LINES_AT_ONCE = 10_000
/** 240,000 an hour: twice what two busy API keys may open. */
const SESSIONS_AT_ONCE = 1_000

/**
 * Sweeps now and every quarter of a minute until the returned function is called. A sweep that fails is logged and
 * tried again. Until none is left, evidence of before is dated by the `EVIDENCE_HOURS` of this start where these are
 * fewer.
 */
export function startSweeping(needs: RepeatedSweepNeeds, logger: Logger): () => void {
  const { db, clock, config, sweepMetrics } = needs
  let isDated = false
  const run = async () => {
    const begunAtMs = clock.steady()
    try {
      await sweep(needs)
      sweepMetrics.completed(begunAtMs, clock.steady())
      if (!isDated) isDated = (await shortenEvidence(db, config.EVIDENCE_HOURS * HOUR_MS)) === 0
    } catch (err) {
      logger.warn({ err }, 'sweep failed, will be tried again')
    }
  }
  const timer = setInterval(run, SWEEP_INTERVAL_MS)
  timer.unref()
  void run()
  return () => clearInterval(timer)
}
