import { hashToken, isToken } from '../token.ts'
import { isApiKey } from './api-key.ts'
import type { BackEnd, Caller, CaptureClient } from './caller.ts'
import { findActiveLogin, type LoginSessionNeeds } from './login-session.ts'
import { findApiKeyId, isCaptureToken } from './queries.ts'

export interface Offer {
  /** From an `Authorization` header or a WebSocket subprotocol; undefined where neither was sent. */
  readonly secret: string | undefined
  readonly cookie: string | undefined
  /** The liveness session that the request is about, if any. */
  readonly sessionId: string | undefined
}

/**
 * Who makes a request; undefined for nobody known. A secret that was offered and is not good is not replaced by a
 * cookie.
 */
export async function findCaller(
  needs: LoginSessionNeeds,
  { secret, cookie, sessionId }: Offer,
): Promise<Caller | undefined> {
  if (secret !== undefined) return findHolder(needs, secret, sessionId)
  const login = await findActiveLogin(needs, cookie)
  return login && { kind: 'person', accountId: login.accountId, fullname: login.fullname }
}

async function findHolder(
  { db }: LoginSessionNeeds,
  secret: string,
  sessionId: string | undefined,
): Promise<BackEnd | CaptureClient | undefined> {
  if (isApiKey(secret)) {
    const apiKeyId = await findApiKeyId(db, hashToken(secret))
    return apiKeyId === undefined ? undefined : { kind: 'back_end', apiKeyId }
  }
  if (sessionId === undefined || !isToken(secret)) return undefined
  const isHolder = await isCaptureToken(db, sessionId, hashToken(secret))
  return isHolder ? { kind: 'capture', sessionId } : undefined
}
