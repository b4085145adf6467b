import type { Dialect } from '../storage/open.ts'
import type { Tx } from '../storage/schema.ts'

/**
 * Locks the account and its liveness sessions until the transaction ends, so that nobody adds what then goes uncounted.
 * False where the account is gone. Take the sessions first before what hangs on them, as those do who write frames.
 */
export async function lockAccount(tx: Tx, accountId: string, dialect: Dialect): Promise<boolean> {
  if (dialect === 'sqlite') {
    // A transaction that writes has the database for itself.
    const { numUpdatedRows } = await tx
      .updateTable('account')
      .set({ id: accountId })
      .where('id', '=', accountId)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }
  const account = await tx.selectFrom('account').select('id').where('id', '=', accountId).forUpdate().executeTakeFirst()
  if (!account) return false
  await tx.selectFrom('liveness_session').select('id').where('account_id', '=', accountId).forUpdate().execute()
  return true
}

/** How many rows limits count of the attempts in an account's sessions, and when the newest began, or null. */
export async function countAttemptsOf(tx: Tx, accountId: string): Promise<{ count: number; newestAt: number | null }> {
  const { count, newestAt } = await tx
    .selectFrom('liveness_attempt')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('begun_at').as('newestAt')])
    .where('session_id', 'in', (of) =>
      of.selectFrom('liveness_session').select('id').where('account_id', '=', accountId),
    )
    .executeTakeFirstOrThrow()
  return { count: Number(count), newestAt: newestAt === null ? null : Number(newestAt) }
}

/** Deletes the account with its login and liveness sessions; how many rows of each. */
export async function deleteAccount(tx: Tx, accountId: string) {
  const logins = await tx.deleteFrom('login_session').where('account_id', '=', accountId).executeTakeFirst()
  const sessions = await tx.deleteFrom('liveness_session').where('account_id', '=', accountId).executeTakeFirst()
  const accounts = await tx.deleteFrom('account').where('id', '=', accountId).executeTakeFirst()
  return {
    accounts: Number(accounts.numDeletedRows),
    login_sessions: Number(logins.numDeletedRows),
    sessions: Number(sessions.numDeletedRows),
  }
}
