import type { RefusalLog } from '../audit/refusals.ts'
import { hashToken, isToken } from '../token.ts'
import { isApiKey } from './api-key.ts'
import type { BackEnd, Caller, CaptureClient } from './caller.ts'
import { findActiveLogin, type LoginSessionNeeds } from './login-session.ts'
import { findApiKey, isCaptureToken } from './queries.ts'

export interface Offer {
  /** From an `Authorization` header or a WebSocket subprotocol; undefined where neither was sent. */
  readonly secret: string | undefined
  readonly cookie: string | undefined
  /** The liveness session that the request is about, if any. */
  readonly sessionId: string | undefined
  /** The client's. */
  readonly address: string
}

export type CallerNeeds = LoginSessionNeeds & { readonly refusals: RefusalLog }

/**
 * Who makes a request; undefined for nobody known. A secret that was offered and is not good is not replaced by a
 * cookie; an API key that is not good is noted in the audit log.
 */
export async function findCaller(
  needs: CallerNeeds,
  { secret, cookie, sessionId, address }: Offer,
): Promise<Caller | undefined> {
  if (secret !== undefined) return findHolder(needs, secret, sessionId, address)
  const login = await findActiveLogin(needs, cookie)
  return login && { kind: 'person', accountId: login.accountId, fullname: login.fullname }
}

async function findHolder(
  { db, refusals }: CallerNeeds,
  secret: string,
  sessionId: string | undefined,
  address: string,
): Promise<BackEnd | CaptureClient | undefined> {
  if (isApiKey(secret)) {
    const key = await findApiKey(db, hashToken(secret))
    if (key?.revokedAt === null) return { kind: 'back_end', apiKeyId: key.id }
    await refusals.record('api_key_refused', { actor: key?.id ?? 'unknown', address })
    return undefined
  }
  if (sessionId === undefined || !isToken(secret)) return undefined
  const isHolder = await isCaptureToken(db, sessionId, hashToken(secret))
  return isHolder ? { kind: 'capture', sessionId } : undefined
}
