import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../storage/schema.ts'
import { deleteLoginSession } from './queries.ts'

/** Ends the login session on the server; one that is not there is as good as ended. */
export async function logout(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  tokenHash: string | undefined,
  address: string,
): Promise<void> {
  if (tokenHash === undefined) return
  await db.transaction().execute(async (tx) => {
    const accountId = await deleteLoginSession(tx, tokenHash)
    if (accountId !== undefined)
      await recordAudit(tx, { at: clock.now(), event: 'logged_out', actor: accountId, address })
  })
}
