import { sql } from 'kysely'
import type { Dialect } from './open.ts'
import type { Db, Tx } from './schema.ts'

const PING_MS_MAX = 2_000

/** On SQLite a transaction that could not write would not have begun. */
async function isWritable(tx: Tx, dialect: Dialect): Promise<boolean> {
  await sql`select 1 from account limit 1`.execute(tx)
  if (dialect === 'sqlite') return true
  const { rows } = await sql<{ transaction_read_only: string }>`show transaction_read_only`.execute(tx)
  return rows[0]?.transaction_read_only === 'off'
}

/** True when the database can be written to and responds within two seconds. */
export async function isDatabaseReady(db: Db, dialect: Dialect): Promise<boolean> {
  const late = Promise.withResolvers<false>()
  const timer = setTimeout(() => late.resolve(false), PING_MS_MAX)
  try {
    return await Promise.race([db.transaction().execute((tx) => isWritable(tx, dialect)), late.promise])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
