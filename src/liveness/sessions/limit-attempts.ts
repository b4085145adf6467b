import type { Config } from '../../config.ts'
import { refuse } from '../../errors.ts'
import type { Tx } from '../../storage/schema.ts'
import { countTowards, limitKey } from '../../throttle/limit.ts'
import { countOpen, listFailures } from './attempt-queries.ts'
import type { Owner } from './session.ts'

type Limits = Pick<Config, 'LIVENESS_FAILURES_MAX'>

const WINDOW_MS = 10 * 60_000
/** A session is opened when the person is about to begin; nobody needs more at once. */
const NOT_BEGUN_MAX = 20

/**
 * Refuses `too_many_requests` to an account or subject with too many attempts in ten minutes that were not called live,
 * those given up half-way among them, and to one that has many open sessions without an attempt. One session of an
 * owner is admitted at a time.
 */
export async function admitSession(tx: Tx, owner: Owner, limits: Limits, now: number): Promise<void> {
  if (!isCounted(owner)) return
  await waitForTurn(tx, owner, now)
  const since = now - WINDOW_MS
  refuseFrom(await listFailures(tx, owner, { since, now }, limits.LIVENESS_FAILURES_MAX), 0, limits, now)
  if ((await countOpen(tx, owner, 'not_begun', now)) >= NOT_BEGUN_MAX)
    throw refuse('too_many_requests', { retryAfterSeconds: 60 })
}

/**
 * The same when an attempt begins, and those still running count as well: else an attacker would open many, read what
 * each asks first, and go on with the one that suits a recording.
 */
export async function admitAttempt(tx: Tx, owner: Owner, limits: Limits, now: number): Promise<void> {
  if (!isCounted(owner)) return
  await waitForTurn(tx, owner, now)
  const failures = await listFailures(tx, owner, { since: now - WINDOW_MS, now }, limits.LIVENESS_FAILURES_MAX)
  refuseFrom(failures, await countOpen(tx, owner, 'begun', now), limits, now)
}

const isCounted = ({ accountId, subject }: Owner): boolean => accountId !== null || subject !== null

/** Writing to the owner's row holds it until the transaction ends, on any database. */
async function waitForTurn(tx: Tx, { accountId, apiKeyId, subject }: Owner, now: number): Promise<void> {
  const key = limitKey('liveness-attempt', JSON.stringify([accountId, apiKeyId, subject]))
  await countTowards(tx, [{ key, max: Number.POSITIVE_INFINITY, windowMs: WINDOW_MS }], now)
}

function refuseFrom(
  failures: readonly number[],
  running: number,
  { LIVENESS_FAILURES_MAX }: Limits,
  now: number,
): void {
  if (failures.length + running < LIVENESS_FAILURES_MAX) return
  const freeAt = (failures.at(-1) ?? now) + WINDOW_MS
  throw refuse('too_many_requests', { retryAfterSeconds: Math.max(1, Math.ceil((freeAt - now) / 1000)) })
}
