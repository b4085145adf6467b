import type { Clock } from '../clock.ts'
import { passStorageFailure } from '../storage/failure.ts'
import type { Db } from '../storage/schema.ts'
import {
  deleteOperatorSessionsBefore,
  findOperatorSession,
  type OperatorSession,
  touchOperatorSession,
} from './operator-session-queries.ts'

const SESSION_IDLE_MS = 15 * 60_000
/** Also how long a session is kept that nobody ends. */
export const OPERATOR_SESSION_MS_MAX = 8 * 3_600_000
const TOUCH_INTERVAL_MS = 60_000

/**
 * The session of that token while it lasts, or undefined; using it moves its idle timeout, written at most once a
 * minute. Where nothing can be written, reading goes on.
 */
export async function findActiveOperatorSession(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  tokenHash: string,
): Promise<OperatorSession | undefined> {
  const session = await findOperatorSession(db, tokenHash)
  const now = clock.now()
  if (session === undefined || !isActive(session, now)) return undefined
  if (now - session.usedAt >= TOUCH_INTERVAL_MS)
    await touchOperatorSession(db, tokenHash, now).catch(passStorageFailure)
  return session
}

function isActive({ createdAt, usedAt }: OperatorSession, now: number): boolean {
  return now - usedAt < SESSION_IDLE_MS && now - createdAt < OPERATOR_SESSION_MS_MAX
}

/** Deletes the sessions that are good for nothing any more. */
export function deleteEndedOperatorSessions(db: Db, now: number): Promise<void> {
  return deleteOperatorSessionsBefore(db, { openedAt: now - OPERATOR_SESSION_MS_MAX, usedAt: now - SESSION_IDLE_MS })
}
