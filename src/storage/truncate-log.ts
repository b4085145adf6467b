import { sql } from 'kysely'
import type { Dialect } from './open.ts'
import type { Db } from './schema.ts'

/** Takes what was erased out of SQLite's write-ahead log too; where others are reading it, the next call does. */
export async function truncateLog(db: Db, dialect: Dialect): Promise<void> {
  if (dialect === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(db)
}
