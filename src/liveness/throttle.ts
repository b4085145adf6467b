import type { Config } from '../config.ts'
import { refuse } from '../errors.ts'
import type { Db } from '../storage/schema.ts'
import { countRunning, listFailures } from './queries.ts'
import type { Owner } from './session.ts'

const WINDOW_MS = 10 * 60_000

/**
 * Refuses `too_many_requests` to an account or subject with too many attempts in ten minutes that were not called live,
 * those given up half-way among them: else an attacker would draw again until the challenge suits a recording.
 */
export async function refuseTooManyFailures(
  db: Db,
  owner: Owner,
  { LIVENESS_FAILURES_MAX }: Pick<Config, 'LIVENESS_FAILURES_MAX'>,
  now: number,
  counting: 'ended' | 'ended_and_running' = 'ended',
): Promise<void> {
  if (owner.accountId === null && owner.subject === null) return
  const failures = await listFailures(db, owner, now - WINDOW_MS, LIVENESS_FAILURES_MAX)
  const running = counting === 'ended' ? 0 : await countRunning(db, owner, now)
  if (failures.length + running < LIVENESS_FAILURES_MAX) return
  const freeAt = (failures.at(-1) ?? now) + WINDOW_MS
  throw refuse('too_many_requests', { retryAfterSeconds: Math.max(1, Math.ceil((freeAt - now) / 1000)) })
}
