import { hashToken, isToken } from '../token.ts'
import { type ActiveKeyNeeds, findActiveKey } from './active-key.ts'
import { isApiKey } from './api-key.ts'
import type { BackEnd, Caller, CaptureClient } from './caller.ts'
import { findActiveLogin, type LoginSessionNeeds } from './login-session.ts'
import { isCaptureToken } from './queries.ts'

export interface Offer {
  /** From an `Authorization` header or a WebSocket subprotocol; undefined where neither was sent. */
  readonly secret: string | undefined
  readonly cookie: string | undefined
  /** The liveness session that the request is about, if any. */
  readonly sessionId: string | undefined
  /** The client's. */
  readonly address: string
}

export type CallerNeeds = LoginSessionNeeds & ActiveKeyNeeds

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
  needs: CallerNeeds,
  secret: string,
  sessionId: string | undefined,
  address: string,
): Promise<BackEnd | CaptureClient | undefined> {
  if (isApiKey(secret)) return findActiveKey(needs, secret, address)
  if (sessionId === undefined || !isToken(secret)) return undefined
  const isHolder = await isCaptureToken(needs.db, sessionId, hashToken(secret))
  return isHolder ? { kind: 'capture', sessionId } : undefined
}
