import { sql } from 'kysely'
import type { Db, Tx } from './schema.ts'

const PING_MS_MAX = 2_000

async function readOne(tx: Tx): Promise<true> {
  await sql`select 1 from account limit 1`.execute(tx)
  return true
}

/** True when the database can be written to and answers within two seconds. */
export async function isDatabaseReady(db: Db): Promise<boolean> {
  const late = Promise.withResolvers<false>()
  const timer = setTimeout(() => late.resolve(false), PING_MS_MAX)
  try {
    return await Promise.race([db.transaction().execute(readOne), late.promise])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
