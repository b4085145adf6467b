import { hash } from 'node:crypto'
import { refuse } from '../../errors.ts'
import { openSecret } from '../../evidence/secrets.ts'
import { IDEMPOTENCY_MS } from '../../http/limits.ts'
import { asOf } from './as-of.ts'
import { findUsedKey, type UsedKey } from './idempotency-queries.ts'
import { KeyInUse, type OpenedSession, type OpenNeeds, openSession } from './open-session.ts'
import { findSession } from './queries.ts'
import type { SessionRequest } from './schemas.ts'
import { type Owner, ownerId } from './session.ts'

const KEY = /^[ -~]{1,255}$/

/**
 * Opens a session, or finds the one that the same owner opened with the same idempotency key within a day: with the
 * same capture token, however many ask at once. Refuses `idempotency_mismatch` where the key came with another
 * request, and as `openSession`.
 */
export async function openOnce(
  needs: OpenNeeds,
  owner: Owner,
  request: SessionRequest,
  { address, idempotencyKey }: { readonly address: string; readonly idempotencyKey: string },
): Promise<OpenedSession> {
  if (!KEY.test(idempotencyKey))
    throw refuse('invalid_request', {
      details: [{ path: 'Idempotency-Key', problem: 'must be 1 to 255 printable ASCII characters' }],
    })
  const use = {
    id: hash('sha256', `${ownerId(owner)} ${idempotencyKey}`, 'base64url'),
    bodyHash: hash('sha256', JSON.stringify(request), 'base64url'),
  }
  const usedAfter = needs.clock.now() - IDEMPOTENCY_MS
  const used = await findUsedKey(needs.db, use.id, usedAfter)
  if (used) return findOpened(needs, used, use.bodyHash)
  try {
    return await openSession(needs, owner, request, { address, once: { ...use, usedAfter } })
  } catch (error) {
    if (!(error instanceof KeyInUse)) throw error
    const first = await findUsedKey(needs.db, use.id, usedAfter)
    if (!first) throw refuse('busy', { retryAfterSeconds: 1 })
    return findOpened(needs, first, use.bodyHash)
  }
}

async function findOpened(
  { db, clock, evidenceKeys }: OpenNeeds,
  used: UsedKey,
  bodyHash: string,
): Promise<OpenedSession> {
  if (used.bodyHash !== bodyHash) throw refuse('idempotency_mismatch')
  const session = await findSession(db, used.sessionId)
  const captureToken = await openSecret(db, evidenceKeys, used.id)
  if (!session || !captureToken) throw refuse('not_found')
  const { id, state, expiresAt } = asOf(session, clock.now())
  return { id, state, expiresAt, captureToken: captureToken.toString() }
}
