import { refuse } from '../../errors.ts'
import { hashToken, mintToken } from '../../token.ts'
import { type OpenedSession, type OpenNeeds, openSession } from './open-session.ts'
import { retriesLeft } from './retries.ts'
import { replaceUnusedToken } from './retry-queries.ts'
import type { LivenessSession } from './session.ts'

/**
 * Opens a session in place of one that ended inconclusive: of the same owner and subject, as it was asked for, with a
 * challenge drawn anew and one retry fewer. Where that was done already and nobody uses the session yet, its response
 * may be lost: it gets another capture token. Refuses as `openSession`.
 */
export async function retrySession(
  needs: OpenNeeds,
  session: LivenessSession,
  address: string,
): Promise<OpenedSession> {
  if (session.retriedBy !== null) return openAgain(needs, session.retriedBy)
  const { accountId, apiKeyId, subject, request } = session
  const retries = retriesLeft(session) - 1
  if (retries < 0) throw refuse('no_retry')
  return openSession(needs, { accountId, apiKeyId, subject }, { ...request, retries }, { address, retryOf: session.id })
}

async function openAgain({ db, clock }: OpenNeeds, id: string): Promise<OpenedSession> {
  const captureToken = mintToken()
  const expiresAt = await replaceUnusedToken(db, id, { tokenHash: hashToken(captureToken), now: clock.now() })
  if (expiresAt === undefined) throw refuse('no_retry')
  return { id, state: 'waiting', expiresAt, captureToken }
}
