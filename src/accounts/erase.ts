import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import { eraseEvidenceOfAccount } from '../evidence/account-queries.ts'
import type { SignReceipt } from '../results/signing/open-receipt.ts'
import { hasEndpoints } from '../results/webhooks/endpoint-queries.ts'
import { enqueueEvent } from '../results/webhooks/enqueue-event.ts'
import { deleteEventsOfAccount } from '../results/webhooks/event-queries.ts'
import { wakeDelivery } from '../results/webhooks/wake-delivery.ts'
import type { Dialect } from '../storage/open.ts'
import type { Db, Tx } from '../storage/schema.ts'
import { accountReceipt, type ReceiptConfig, type Remains } from './account-receipt.ts'
import { countAttemptsOf, deleteAccount, lockAccount } from './erase-queries.ts'

export interface EraseNeeds {
  readonly db: Db
  readonly dialect: Dialect
  readonly clock: Clock
  readonly config: ReceiptConfig
  readonly openReceipt: () => Promise<SignReceipt>
}

/**
 * Deletes the account with all that hangs on it: login sessions, biometric data and what webhooks were to tell of its
 * liveness sessions, in one transaction.
 * Undefined when it was gone already; else a receipt, which is null where none could be signed. Throws what the
 * database refuses, and then nothing is deleted.
 */
export async function eraseAccount(
  { db, dialect, clock, config, openReceipt }: EraseNeeds,
  accountId: string,
  by: { readonly actor: string; readonly address: string; readonly about?: string },
): Promise<{ receipt: string | null } | undefined> {
  const now = clock.now()
  const sign = await openReceipt()
  const deleted = await db.transaction().execute(async (tx) => {
    // From here on nobody can write another event: who ends a session locks its row, which is locked.
    if (!(await lockAccount(tx, accountId, dialect))) return undefined
    const found = await deleteAll(tx, accountId)
    await recordAudit(tx, { at: now, event: 'account_deleted', ...by })
    const receipt = await sign(accountReceipt(accountId, found, config, now), now)
    const data = { account_id: accountId, receipt }
    await enqueueEvent(tx, { type: 'account.deleted', orderKey: accountId, accountId: null, data }, now)
    return { receipt }
  })
  if (deleted) wakeDelivery()
  return deleted
}

async function deleteAll(tx: Tx, accountId: string) {
  const remains: Remains = { attempts: await countAttemptsOf(tx, accountId), hasWebhooks: await hasEndpoints(tx) }
  const evidence = await eraseEvidenceOfAccount(tx, accountId)
  const account = await deleteAccount(tx, accountId)
  const events = await deleteEventsOfAccount(tx, accountId)
  return { erased: { ...account, ...evidence, events }, remains }
}
