import { sql } from 'kysely'
import type { Db, Tx } from '../storage/schema.ts'

/** An account as an operator sees it. */
export interface AccountEntry {
  readonly id: string
  readonly username: string
  readonly usernameKey: string
  readonly fullname: string
  readonly createdAt: number
}

const selectEntries = (db: Db) =>
  db
    .selectFrom('account')
    .select(['id', 'username', 'username_key as usernameKey', 'fullname', 'created_at as createdAt'])

/** Accounts whose compared username begins so, in its order, at most `limit`; `after` is the last one before. */
export function findAccountsByPrefix(
  db: Db,
  { prefix, after }: { readonly prefix: string; readonly after: string },
  limit: number,
): Promise<AccountEntry[]> {
  const pattern = `${prefix.replaceAll(/[\\%_]/g, '\\$&')}%`
  return selectEntries(db)
    .where(sql<boolean>`username_key like ${pattern} escape '\\'`)
    .where('username_key', '>', after)
    .orderBy('username_key')
    .limit(limit)
    .execute()
}

export function findAccountById(db: Db, id: string): Promise<AccountEntry | undefined> {
  return selectEntries(db).where('id', '=', id).executeTakeFirst()
}

/** Ends every login session of an account; how many there were. */
export async function deleteLoginsOf(tx: Tx, accountId: string): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('login_session').where('account_id', '=', accountId).executeTakeFirst()
  return Number(numDeletedRows)
}
