import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../storage/schema.ts'
import { deleteLoginsOf } from './find-queries.ts'

/** Logs an account out everywhere (ASVS 5.0, 7.4.5). Returns how many login sessions ended. */
export function endLogins(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  accountId: string,
  by: { readonly actor: string; readonly address: string },
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const ended = await deleteLoginsOf(tx, accountId)
    if (ended > 0) await recordAudit(tx, { at: clock.now(), event: 'login_sessions_ended', ...by, about: accountId })
    return ended
  })
}
