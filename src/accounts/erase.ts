import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import { enqueueEvent } from '../results/webhooks/enqueue-event.ts'
import { deleteEventsOfAccount } from '../results/webhooks/event-queries.ts'
import { wakeDelivery } from '../results/webhooks/wake-delivery.ts'
import type { Db } from '../storage/schema.ts'
import { deleteAccount } from './queries.ts'

/**
 * Deletes the account with all that hangs on it: login sessions, biometric data and what webhooks were to tell of its
 * liveness sessions, in one transaction.
 * False when it was gone already. Throws what the database refuses, and then nothing is deleted.
 */
export async function eraseAccount(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  accountId: string,
  by: { readonly actor: string; readonly address: string },
): Promise<boolean> {
  const now = clock.now()
  const deleted = await db.transaction().execute(async (tx) => {
    if (!(await deleteAccount(tx, accountId))) return false
    await recordAudit(tx, { at: now, event: 'account_deleted', ...by })
    // From here on nobody can write another: who ends a session locks its row, which is gone.
    await deleteEventsOfAccount(tx, accountId)
    const data = { account_id: accountId }
    await enqueueEvent(tx, { type: 'account.deleted', orderKey: accountId, accountId: null, data }, now)
    return true
  })
  if (deleted) wakeDelivery()
  return deleted
}
