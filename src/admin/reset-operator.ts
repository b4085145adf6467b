import { usernameKey } from '../accounts/username.ts'
import { recordAudit } from '../audit/queries.ts'
import { deleteSessionsOf } from '../identity/operator-session-queries.ts'
import { clearThrottle } from '../throttle/queries.ts'
import type { OperatorNeeds, ProvenCredentials } from './create-operator.ts'
import { nameLimitKey } from './login-limits.ts'
import { replaceCredentials, type StoredOperator } from './queries.ts'
import { keepSecondFactor } from './second-factor.ts'

/**
 * Gives an operator another password and second factor, ends all sessions and lifts the limit on failed logins of the
 * name, all or nothing. False where the operator is gone.
 */
export async function resetOperator(
  { db, clock, passwords, evidenceKeys }: OperatorNeeds,
  { id, name }: Pick<StoredOperator, 'id' | 'name'>,
  { password, secret, codeStep }: ProvenCredentials,
): Promise<boolean> {
  const passwordHash = await passwords.hash(password, 'local')
  return db.transaction().execute(async (tx) => {
    if (!(await replaceCredentials(tx, { id, passwordHash, codeStep }))) return false
    await keepSecondFactor(tx, evidenceKeys, id, secret)
    await deleteSessionsOf(tx, id)
    await clearThrottle(tx, nameLimitKey(usernameKey(name)))
    await recordAudit(tx, { at: clock.now(), event: 'operator_reset', actor: id, address: 'local' })
    return true
  })
}
