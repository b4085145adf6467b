import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import type { Db } from '../../storage/schema.ts'
import type { LivenessSession } from './session.ts'
import { keepWaiting } from './stream-queries.ts'

export interface WaitNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly config: Pick<Config, 'LIVENESS_SESSION_SECONDS'>
}

/** Nobody waits for longer, however full the server is. */
const WAIT_MS_MAX = 30 * 60_000

/**
 * A session that waits for room loses none of its time: it goes on for as long as a new one, from now. False where it
 * is over or another connection has its stream.
 */
export function waitForRoom(
  { db, clock, config }: WaitNeeds,
  { id, createdAt }: Pick<LivenessSession, 'id' | 'createdAt'>,
  streamId: string | null,
): Promise<boolean> {
  const now = clock.now()
  const expiresAt = Math.min(createdAt + WAIT_MS_MAX, now + config.LIVENESS_SESSION_SECONDS * 1000)
  return keepWaiting(db, id, { streamId, now, expiresAt })
}
