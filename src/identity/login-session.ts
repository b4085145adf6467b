import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { passStorageFailure } from '../storage/failure.ts'
import type { Db } from '../storage/schema.ts'
import { readLoginCookie } from './login-cookie.ts'
import { findLoginSession, type LoginSession, touchLoginSession } from './queries.ts'

const TOUCH_INTERVAL_MS = 60_000

export interface LoginSessionNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly config: Pick<Config, 'LOGIN_IDLE_MINUTES' | 'LOGIN_MAX_HOURS'>
}

/**
 * The login session that a `Cookie` header holds, or undefined; using it moves its idle timeout, written at most once
 * a minute. Where nothing can be written, reading goes on.
 */
export async function findActiveLogin(
  { db, clock, config }: LoginSessionNeeds,
  cookieHeader: string | undefined,
): Promise<LoginSession | undefined> {
  const tokenHash = readLoginCookie(cookieHeader)
  if (tokenHash === undefined) return undefined
  const session = await findLoginSession(db, tokenHash)
  const now = clock.now()
  if (session === undefined || !isActive(session, now, config)) return undefined
  if (now - session.usedAt >= TOUCH_INTERVAL_MS) await touchLoginSession(db, tokenHash, now).catch(passStorageFailure)
  return session
}

/** True until the idle timeout after the last use and until the absolute one after the login. */
export function isActive(
  { createdAt, usedAt }: Pick<LoginSession, 'createdAt' | 'usedAt'>,
  now: number,
  { LOGIN_IDLE_MINUTES, LOGIN_MAX_HOURS }: LoginSessionNeeds['config'],
): boolean {
  return now - usedAt < LOGIN_IDLE_MINUTES * 60_000 && now - createdAt < LOGIN_MAX_HOURS * 3_600_000
}
