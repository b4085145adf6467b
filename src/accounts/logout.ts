import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Db, Tx } from '../storage/schema.ts'
import { deleteLoginSessions } from './queries.ts'

/** Ends the login sessions of all tokens held, on the server; one that is not there is as good as ended. */
export async function logout(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  tokenHashes: readonly string[],
  address: string,
): Promise<void> {
  if (tokenHashes.length === 0) return
  await db.transaction().execute((tx) => endLoginSessions(tx, tokenHashes, address, clock.now()))
}

/** Within a transaction; each session that was there is recorded as logged out. */
export async function endLoginSessions(
  tx: Tx,
  tokenHashes: readonly string[],
  address: string,
  now: number,
): Promise<void> {
  for (const accountId of await deleteLoginSessions(tx, tokenHashes))
    await recordAudit(tx, { at: now, event: 'logged_out', actor: accountId, address })
}
