import { type AuditEvent, recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { refuse } from '../errors.ts'
import type { Db } from '../storage/schema.ts'
import { countTowards, limitKey, refusePast, refuseReached } from '../throttle/limit.ts'
import { networkOf } from '../throttle/network.ts'
import { clearThrottle } from '../throttle/queries.ts'
import type { Credentials } from './credentials.ts'
import { hashToken, newToken } from './login-cookie.ts'
import { type LoginLimitConfig, loginLimits } from './login-limits.ts'
import { isWeakHash, type Passwords } from './password.ts'
import { type Account, findAccount, findLoginSession, insertLoginSession, noteLogin } from './queries.ts'
import { isStorableText, usernameKey } from './username.ts'

export interface LoginNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly passwords: Passwords
  readonly config: LoginLimitConfig & Pick<Config, 'ACCOUNTS_STRICT'>
}

/** Where a login comes from. */
export interface LoginOrigin {
  readonly address: string
  /** Hash of the login token that the client still holds from an earlier login, if any. */
  readonly heldTokenHash: string | undefined
}

/**
 * Opens a login session and answers its token. An unknown name costs one verification too, so that time tells nothing
 * more than the message does. However many attempts run at once, no more failures than the limit are told from a success.
 */
export async function login(
  { db, clock, passwords, config }: LoginNeeds,
  { username, password }: Credentials,
  { address, heldTokenHash }: LoginOrigin,
): Promise<string> {
  const key = usernameKey(username)
  const account = isStorableText(username) ? await findAccount(db, key) : undefined
  const knownDevice = account && (await findKnownDevice(db, account, address, heldTokenHash))
  const limits = loginLimits(config, { usernameKey: key, address, knownDevice })
  const audit = (event: AuditEvent) => ({ at: clock.now(), event, actor: account?.id ?? 'unknown', address })

  await refuseReached(db, limits, clock.now())
  const matches = await passwords.matches(account?.passwordHash ?? passwords.decoyHash, password)
  if (!account || !matches) {
    const counted = await countTowards(db, limits, clock.now())
    await recordAudit(db, audit('login_failed'))
    if (counted.some(({ count, max }) => count === max)) await recordAudit(db, audit('login_throttled'))
    refusePast(counted, clock.now())
    throw refuse(
      config.ACCOUNTS_STRICT ? 'credentials_incorrect' : account ? 'password_incorrect' : 'username_not_found',
    )
  }

  const hash = isWeakHash(account.passwordHash) ? await passwords.hash(password) : account.passwordHash
  const token = newToken()
  await db.transaction().execute(async (tx) => {
    if (!(await noteLogin(tx, account, storedNetwork(address), hash)))
      throw refuse(config.ACCOUNTS_STRICT ? 'credentials_incorrect' : 'username_not_found')
    await refuseReached(tx, limits, clock.now())
    for (const { key: limit } of limits.slice(0, 1)) await clearThrottle(tx, limit)
    await insertLoginSession(tx, hashToken(token), account.id, clock.now())
    await recordAudit(tx, audit('login_succeeded'))
  })
  return token
}

async function findKnownDevice(
  db: Db,
  account: Account,
  address: string,
  heldTokenHash: string | undefined,
): Promise<string | undefined> {
  const held = heldTokenHash === undefined ? undefined : await findLoginSession(db, heldTokenHash)
  if (held?.accountId === account.id) return heldTokenHash
  return account.lastLoginNetwork === storedNetwork(address) ? account.lastLoginNetwork : undefined
}

function storedNetwork(address: string): string {
  return limitKey('network', networkOf(address))
}
