import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../storage/schema.ts'
import { clearThrottle } from '../throttle/queries.ts'
import { accountLimitKey } from './login-limits.ts'
import type { Passwords } from './password.ts'
import { type Account, replacePassword } from './queries.ts'
import { usernameKey } from './username.ts'

export interface ResetPasswordNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly passwords: Passwords
}

/**
 * Sets another password, ends every login session of the account and lifts its limit on failed logins, all or
 * nothing. False when the account is gone.
 */
export async function resetPassword(
  { db, clock, passwords }: ResetPasswordNeeds,
  account: Account,
  password: string,
): Promise<boolean> {
  const hash = await passwords.hash(password, 'local')
  return db.transaction().execute(async (tx) => {
    if (!(await replacePassword(tx, account.id, hash))) return false
    await clearThrottle(tx, accountLimitKey(usernameKey(account.username)))
    await recordAudit(tx, {
      at: clock.now(),
      event: 'account_password_reset',
      actor: account.id,
      address: 'local',
    })
    return true
  })
}
