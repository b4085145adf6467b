import { refuse } from '../../errors.ts'
import type { Tx } from '../../storage/schema.ts'
import { countTowards } from '../../throttle/limit.ts'
import { type AttemptLimit, type AttemptLimitConfig, addressLimits, ownerLimits } from './attempt-limits.ts'
import {
  type Counted,
  countNotBegun,
  insertAttempt,
  lastLiveAt,
  listFailures,
  listVerdicts,
} from './attempt-queries.ts'
import { type Failure, FIRST_WAIT_MS, freeAt } from './free-at.ts'
import type { LivenessSession, Owner } from './session.ts'

/** A session is opened when the person is about to begin; nobody needs more at once. */
const NOT_BEGUN_MAX = 20

/**
 * Refuses `too_many_requests` to whoever has to wait after attempts that were not called live, and to an account or
 * subject with many open sessions without an attempt. The address counts only where the person opens the session: a
 * back end's says nothing of the person's.
 */
export async function admitSession(
  tx: Tx,
  owner: Owner,
  address: string,
  config: AttemptLimitConfig,
  now: number,
): Promise<void> {
  const ofAddress = owner.accountId === null ? [] : addressLimits(address, config)
  await refuseReached(tx, [...ownerLimits(owner, config), ...ofAddress], { running: false }, now)
  if (owner.accountId === null && owner.subject === null) return
  if ((await countNotBegun(tx, owner, now)) >= NOT_BEGUN_MAX)
    throw refuse('too_many_requests', { retryAfterSeconds: 60 })
}

/**
 * The same when an attempt begins, by the address that its pictures come from; those that still run count too: else an
 * attacker would open many, read what each asks first, and go on with the one that suits a recording.
 */
export async function admitAttempt(
  tx: Tx,
  session: Pick<LivenessSession, 'id' | 'expiresAt'> & Owner,
  address: string,
  config: AttemptLimitConfig,
  now: number,
): Promise<void> {
  const limits = [...ownerLimits(session, config), ...addressLimits(address, config)]
  await refuseReached(tx, limits, { running: true }, now)
  const keys = limits.map(({ key }) => key)
  await insertAttempt(tx, keys, session, now)
}

/** All limits are asked, so that the time to wait is that of the last to end. */
async function refuseReached(tx: Tx, limits: readonly AttemptLimit[], count: Running, now: number): Promise<void> {
  let free = 0
  for (const limit of limits) free = Math.max(free, await freeAtOf[limit.of](tx, limit, count, now))
  if (free <= now) return
  throw refuse('too_many_requests', { retryAfterSeconds: Math.max(1, Math.ceil((free - now) / 1000)) })
}

type Running = Pick<Counted, 'running'>

const freeAtOf = {
  /** A live verdict clears a person's retries, never the spoofs: an attacker has a face of his own. */
  async person(tx: Tx, limit: AttemptLimit, { running }: Running, now: number): Promise<number> {
    await waitForTurn(tx, limit, now)
    const retriesAfter = await lastLiveAt(tx, limit.key, now)
    return freeAfter(await listFailures(tx, limit.key, { retriesAfter, running }, now), limit, now)
  },

  /** Nothing clears what counts for a network. */
  async network(tx: Tx, limit: AttemptLimit, { running }: Running, now: number): Promise<number> {
    await waitForTurn(tx, limit, now)
    return freeAfter(await listFailures(tx, limit.key, { retriesAfter: 0, running }, now), limit, now)
  },

  /**
   * One key may serve thousands, so only spoofs count, and only where they outnumber the live verdicts: who attacks
   * must not stop everybody else. The wait ends when enough spoofs are ten minutes old. What runs does not count, so
   * nobody waits for a turn.
   */
  async key(tx: Tx, { key, max }: AttemptLimit, _: Running, now: number): Promise<number> {
    const since = now - FIRST_WAIT_MS
    const spoofs = await listVerdicts(tx, key, 'spoof', since, now)
    if (spoofs.length < max) return 0
    const live = await listVerdicts(tx, key, 'live', since, now)
    return spoofs.length > live.length ? spoofs.at(-max)! + FIRST_WAIT_MS : 0
  },
}

/** What runs counts as failed now, and the time to wait is from when it may fail at the latest. */
function freeAfter(failures: readonly Failure[], limit: AttemptLimit, now: number): number {
  const untilNow = failures.map(({ at, spoof }) => ({ at: Math.min(at, now), spoof }))
  const free = freeAt(untilNow, limit)
  return free > now ? free + Math.max(0, failures.at(-1)!.at - now) : free
}

/** Writing to a limit's row holds it until the transaction ends, on any database; each limit has a row of its own. */
async function waitForTurn(tx: Tx, { key }: AttemptLimit, now: number): Promise<void> {
  await countTowards(tx, [{ key, max: Number.POSITIVE_INFINITY, windowMs: FIRST_WAIT_MS }], now)
}
