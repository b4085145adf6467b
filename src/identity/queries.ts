import type { CompiledQuery } from 'kysely'
import type { Db } from '../storage/schema.ts'

export interface LoginSession {
  readonly accountId: string
  readonly fullname: string
  readonly createdAt: number
  readonly usedAt: number
}

const loginSessionQueries = new WeakMap<Db, CompiledQuery<LoginSession>>()

/**
 * The one look-up on every request of a person: compiled once, for the query builder would cost more than the query.
 */
export async function findLoginSession(db: Db, tokenHash: string): Promise<LoginSession | undefined> {
  let query = loginSessionQueries.get(db)
  if (query === undefined) {
    query = loginSessionQuery(db)
    loginSessionQueries.set(db, query)
  }
  const { rows } = await db.executeQuery<LoginSession>({ ...query, parameters: [tokenHash] })
  return rows[0]
}

function loginSessionQuery(db: Db): CompiledQuery<LoginSession> {
  return db
    .selectFrom('login_session')
    .innerJoin('account', 'account.id', 'login_session.account_id')
    .select([
      'account.id as accountId',
      'account.fullname as fullname',
      'login_session.created_at as createdAt',
      'login_session.used_at as usedAt',
    ])
    .where('token_hash', '=', '')
    .compile()
}

export async function touchLoginSession(db: Db, tokenHash: string, now: number): Promise<void> {
  await db.updateTable('login_session').set({ used_at: now }).where('token_hash', '=', tokenHash).execute()
}

/** True when the hash is that of the session's own capture token. */
export async function isCaptureToken(db: Db, sessionId: string, tokenHash: string): Promise<boolean> {
  const row = await db
    .selectFrom('liveness_session')
    .select('id')
    .where('id', '=', sessionId)
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  return row !== undefined
}
