import { recordAudit } from '../audit/queries.ts'
import { Refusal, refuse } from '../errors.ts'
import { countTowards, limitKey, refusePast, refuseReached } from '../throttle/limit.ts'
import { clearThrottle } from '../throttle/queries.ts'
import { hashToken, mintToken } from '../token.ts'
import { type CheckedLogin, checkPassword, type LoginNeeds, type LoginOrigin } from './check-password.ts'
import type { Credentials } from './credentials.ts'
import { hashedNetwork } from './known-device.ts'
import { endLoginSessions } from './logout.ts'
import { isWeakHash } from './password.ts'
import { deleteOldestLoginSessions, insertLoginSession, noteLogin } from './queries.ts'

const LOGIN_SESSIONS_PER_ACCOUNT_MAX = 100
/** Each is a line of the audit log. */
const LOGINS_PER_ACCOUNT_AND_HOUR = 10_000

/**
 * Opens a login session and returns its token; those that the client held until now end. Of any number of attempts at
 * once, no more failures than the limit are distinguished from a success. Where the account changed meanwhile (its hash
 * was upgraded, the password was reset, it is gone) the password is checked once more against what is there now.
 */
export async function login(needs: LoginNeeds, credentials: Credentials, origin: LoginOrigin): Promise<string> {
  for (let attempts = 1; attempts <= 2; attempts++) {
    const checked = await checkPassword(needs, credentials, origin)
    const token = await openLoginSession(needs, checked, credentials.password, origin)
    if (token !== undefined) return token
  }
  throw refuse('busy', { retryAfterSeconds: 1 })
}

/** Undefined when the account is no longer as it was when the password was checked. */
async function openLoginSession(
  { db, clock, passwords }: LoginNeeds,
  { account, limits, audit }: CheckedLogin,
  password: string,
  { address, heldTokenHashes }: LoginOrigin,
): Promise<string | undefined> {
  const hash = isWeakHash(account.passwordHash)
    ? await passwords.hash(password, address).catch((error) => keepHash(error, account.passwordHash))
    : account.passwordHash
  const token = mintToken()
  return db.transaction().execute(async (tx) => {
    if (!(await noteLogin(tx, account, hashedNetwork(address), hash))) return undefined
    await refuseReached(tx, limits, clock.now())
    const logins = { key: limitKey('logins', account.id), max: LOGINS_PER_ACCOUNT_AND_HOUR, windowMs: 3_600_000 }
    refusePast(await countTowards(tx, [logins], clock.now()), clock.now())
    if (limits[0]) await clearThrottle(tx, limits[0].key)
    await endLoginSessions(tx, heldTokenHashes, address, clock.now())
    await insertLoginSession(tx, hashToken(token), account.id, clock.now())
    await deleteOldestLoginSessions(tx, account.id, LOGIN_SESSIONS_PER_ACCOUNT_MAX)
    await recordAudit(tx, audit('login_succeeded'))
    return token
  })
}

/** Where there is no room to upgrade the hash, the next login does. */
function keepHash(error: unknown, passwordHash: string): string {
  if (error instanceof Refusal) return passwordHash
  throw error
}
