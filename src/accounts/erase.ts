import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../storage/schema.ts'
import { deleteAccount } from './queries.ts'

/**
 * Deletes the account with all that hangs on it: login sessions and biometric data, in one transaction.
 * False when it was gone already. Throws what the database refuses, and then nothing is deleted.
 */
export function eraseAccount(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  accountId: string,
  by: { readonly actor: string; readonly address: string },
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const deleted = await deleteAccount(tx, accountId)
    if (deleted) await recordAudit(tx, { at: clock.now(), event: 'account_deleted', ...by })
    return deleted
  })
}
