import type { LoginSession } from '../identity/queries.ts'
import type { Db, Tx } from '../storage/schema.ts'

/** SQLite takes an offset only with a limit. */
const ROWS_MAX = 1_000_000

export interface Account {
  readonly id: string
  readonly username: string
  readonly fullname: string
  readonly passwordHash: string
  readonly createdAt: number
  readonly lastLoginNetwork: string | null
}

const accountColumns = [
  'id',
  'username',
  'fullname',
  'password_hash as passwordHash',
  'created_at as createdAt',
  'last_login_network as lastLoginNetwork',
] as const

/** False when the username is taken. */
export async function insertAccount(db: Db, account: Account, usernameKey: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('account')
    .values({
      id: account.id,
      username: account.username,
      username_key: usernameKey,
      fullname: account.fullname,
      password_hash: account.passwordHash,
      created_at: account.createdAt,
      last_login_network: account.lastLoginNetwork,
    })
    .onConflict((conflict) => conflict.column('username_key').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export function findAccount(db: Db, usernameKey: string): Promise<Account | undefined> {
  return db.selectFrom('account').select(accountColumns).where('username_key', '=', usernameKey).executeTakeFirst()
}

export function listAccounts(db: Db, limit: number, after: string): Promise<Account[]> {
  return db
    .selectFrom('account')
    .select(accountColumns)
    .where('username_key', '>', after)
    .orderBy('username_key')
    .limit(limit)
    .execute()
}

/**
 * Notes where the owner logged in from, and the hash as it is to be from now on. True only while the account exists and
 * still has the hash that the password was checked against; in a transaction its row stays locked until the end.
 */
export async function noteLogin(tx: Tx, account: Account, network: string, newHash: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('account')
    .set({ last_login_network: network, password_hash: newHash })
    .where('id', '=', account.id)
    .where('password_hash', '=', account.passwordHash)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/**
 * Sets another password, ends every login session and forgets where the last login came from. False when the account
 * is gone.
 */
export async function replacePassword(tx: Tx, accountId: string, passwordHash: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('account')
    .set({ password_hash: passwordHash, last_login_network: null })
    .where('id', '=', accountId)
    .executeTakeFirst()
  await tx.deleteFrom('login_session').where('account_id', '=', accountId).execute()
  return numUpdatedRows === 1n
}

export async function insertLoginSession(tx: Tx, tokenHash: string, accountId: string, now: number): Promise<void> {
  await tx
    .insertInto('login_session')
    .values({ token_hash: tokenHash, account_id: accountId, created_at: now, used_at: now })
    .execute()
}

/** Keeps the newest `max` login sessions of an account. */
export async function deleteOldestLoginSessions(tx: Tx, accountId: string, max: number): Promise<void> {
  await tx
    .deleteFrom('login_session')
    .where('token_hash', 'in', (old) =>
      old
        .selectFrom('login_session')
        .select('token_hash')
        .where('account_id', '=', accountId)
        .orderBy('created_at', 'desc')
        .limit(ROWS_MAX)
        .offset(max),
    )
    .execute()
}

/** Returns the account of each session that was there. */
export async function deleteLoginSessions(tx: Tx, tokenHashes: readonly string[]): Promise<string[]> {
  if (tokenHashes.length === 0) return []
  const rows = await tx
    .deleteFrom('login_session')
    .where('token_hash', 'in', tokenHashes)
    .returning('account_id')
    .execute()
  return rows.map(({ account_id }) => account_id)
}

/** Sessions past their absolute age. Idle ones stay until then: they show which devices the owner uses. */
export async function deleteLoginSessionsBefore(db: Db, createdBefore: number): Promise<bigint> {
  const { numDeletedRows } = await db
    .deleteFrom('login_session')
    .where('created_at', '<', createdBefore)
    .executeTakeFirst()
  return numDeletedRows
}

/** The login sessions of an account, newest first; idle ones are among them. */
export function listLoginSessions(db: Db, accountId: string): Promise<Pick<LoginSession, 'createdAt' | 'usedAt'>[]> {
  return db
    .selectFrom('login_session')
    .select(['created_at as createdAt', 'used_at as usedAt'])
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .execute()
}
