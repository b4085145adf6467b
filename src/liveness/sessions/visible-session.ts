import { refuse } from '../../errors.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Db } from '../../storage/schema.ts'
import { findSession } from './queries.ts'
import type { LivenessSession } from './session.ts'

/**
 * The session of that id, where the caller may know of it. Refuses `not_found` for any other: it does not exist for
 * them.
 */
export async function findVisibleSession(db: Db, caller: Caller, id: string): Promise<LivenessSession> {
  const session = await findSession(db, id)
  if (session && isVisible(caller, session)) return session
  throw refuse('not_found')
}

/** Whoever opened a session sees it, and a capture client the one that its token is for. */
function isVisible(caller: Caller, session: LivenessSession): boolean {
  if (caller.kind === 'back_end') return caller.scopes.includes('sessions:all') || session.apiKeyId === caller.apiKeyId
  return caller.kind === 'person' ? session.accountId === caller.accountId : session.id === caller.sessionId
}
