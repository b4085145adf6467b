import { sql } from 'kysely'
import type { Db } from './schema.ts'

const PING_MS_MAX = 2_000

/** True when the database answers a query within two seconds. */
export async function isDatabaseReady(db: Db): Promise<boolean> {
  const late = Promise.withResolvers<false>()
  const timer = setTimeout(() => late.resolve(false), PING_MS_MAX)
  try {
    return await Promise.race([sql`select 1 from account limit 1`.execute(db).then(() => true), late.promise])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
