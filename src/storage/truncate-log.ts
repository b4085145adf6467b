import { sql } from 'kysely'
import { withBusyTimeout } from './busy-timeout.ts'
import type { Dialect } from './open.ts'
import type { Db } from './schema.ts'

/**
 * Takes what was erased out of SQLite's write-ahead log too. Where others are reading it, as a backup does, this does
 * not wait for them, for that would stop the process: the next call does it.
 */
export async function truncateLog(db: Db, dialect: Dialect): Promise<void> {
  if (dialect === 'postgres') return
  await withBusyTimeout(db, 0, (own) => sql`pragma wal_checkpoint(truncate)`.execute(own))
}
