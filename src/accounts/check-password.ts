import type { AuditEvent } from '../audit/events.ts'
import { type AuditEntry, recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { refuse } from '../errors.ts'
import type { Db } from '../storage/schema.ts'
import { countTowards, type Limit, refusePast, refuseReached } from '../throttle/limit.ts'
import type { Credentials } from './credentials.ts'
import { findKnownDevice } from './known-device.ts'
import { type LoginLimitConfig, loginLimits } from './login-limits.ts'
import { countRefusedLogin, type LoginMetrics } from './metrics.ts'
import type { Passwords } from './password.ts'
import { type Account, findAccount } from './queries.ts'
import { isStorableText, usernameKey } from './username.ts'

export interface LoginNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly passwords: Passwords
  readonly loginMetrics: LoginMetrics
  readonly config: LoginLimitConfig & Pick<Config, 'ACCOUNTS_STRICT'>
}

/** Where a login comes from. */
export interface LoginOrigin {
  readonly address: string
  /** Hashes of the login tokens that the client still holds from earlier logins, one at most as a rule. */
  readonly heldTokenHashes: readonly string[]
}

export interface CheckedLogin {
  readonly account: Account
  /** The limits that a failure would have counted towards; the first is the account's or the device's own. */
  readonly limits: readonly Limit[]
  audit(event: AuditEvent): AuditEntry
}

/**
 * Finds the account and checks the password; a failure is counted and refused. An unknown name costs one verification
 * too, so that the time reveals nothing more than the message does.
 */
export async function checkPassword(
  { db, clock, passwords, loginMetrics, config }: LoginNeeds,
  { username, password }: Credentials,
  { address, heldTokenHashes }: LoginOrigin,
): Promise<CheckedLogin> {
  const key = usernameKey(username)
  const account = isStorableText(username) ? await findAccount(db, key) : undefined
  const knownDevice = account && (await findKnownDevice(db, account, address, heldTokenHashes))
  const limits = loginLimits(config, { usernameKey: key, address, knownDevice })
  const audit = (event: AuditEvent) => ({ at: clock.now(), event, actor: account?.id ?? 'unknown', address })

  await refuseReached(db, limits, clock.now())
  const matches = await passwords.matches(account?.passwordHash ?? passwords.decoyHash, password, address)
  if (account && matches) return { account, limits, audit }

  const counted = await countTowards(db, limits, clock.now())
  await recordAudit(db, audit('login_failed'))
  if (counted.some(({ count, max }) => count === max)) await recordAudit(db, audit('login_throttled'))
  refusePast(counted, clock.now())
  countRefusedLogin(loginMetrics, account ? 'wrong_password' : 'unknown_name')
  if (config.ACCOUNTS_STRICT) throw refuse('credentials_incorrect')
  throw refuse(account ? 'password_incorrect' : 'username_not_found')
}
