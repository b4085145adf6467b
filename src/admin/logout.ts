import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import { deleteOperatorSession } from '../identity/operator-session-queries.ts'
import type { Db } from '../storage/schema.ts'

/** Ends an operator's session. */
export async function logout(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  { id, sessionHash }: { readonly id: string; readonly sessionHash: string },
  address: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await deleteOperatorSession(tx, sessionHash)
    await recordAudit(tx, { at: clock.now(), event: 'operator_logged_out', actor: id, address })
  })
}
