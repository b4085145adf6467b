import { sql } from 'kysely'
import type { Db } from './schema.ts'

/** Waiting for another process's write stops this one, so it may not take long; what waits longer gets 503. */
export const BUSY_TIMEOUT_MS = 1_000

/**
 * Does the work on SQLite's connection with another limit on waiting for locks; nobody else uses the connection
 * meanwhile.
 */
export function withBusyTimeout<Result>(db: Db, timeoutMs: number, work: (db: Db) => Promise<Result>): Promise<Result> {
  return db.connection().execute(async (own) => {
    await sql.raw(`pragma busy_timeout = ${timeoutMs}`).execute(own)
    try {
      return await work(own)
    } finally {
      await sql.raw(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`).execute(own)
    }
  })
}
