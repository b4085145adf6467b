import { join } from 'node:path'
import type { Config } from '../config.ts'
import { withBusyTimeout } from './busy-timeout.ts'
import { openPostgres } from './postgres.ts'
import type { Db } from './schema.ts'
import { openSqlite } from './sqlite.ts'

export type Dialect = 'sqlite' | 'postgres'

export interface Storage {
  readonly db: Db
  readonly dialect: Dialect
  /** Where the data is, fit to be shown: no password in it. */
  readonly place: string
  /** Does work for which `db` is too impatient: here locks are waited for and statements may take their time. */
  patiently<Result>(work: (db: Db) => Promise<Result>): Promise<Result>
}

const PATIENT_BUSY_TIMEOUT_MS = 60_000

export type StorageConfig = Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>

/** Opens the database that the configuration names: SQLite in `DATA_DIR`, or PostgreSQL. */
export function openStorage(config: StorageConfig, onLost: (error: Error) => void): Storage {
  if (config.DATABASE_URL === '') {
    const file = sqliteFile(config)
    const db = openSqlite(file)
    return {
      db,
      dialect: 'sqlite',
      place: file,
      patiently: (work) => withBusyTimeout(db, PATIENT_BUSY_TIMEOUT_MS, work),
    }
  }
  const url = new URL(config.DATABASE_URL)
  return {
    db: openPostgres(config.DATABASE_URL, onLost),
    dialect: 'postgres',
    place: `postgres://${url.host}${url.pathname}`,
    async patiently(work) {
      const db = openPostgres(config.DATABASE_URL, onLost, null)
      try {
        return await work(db)
      } finally {
        await db.destroy()
      }
    },
  }
}

export function sqliteFile(config: StorageConfig): string {
  return join(config.DATA_DIR, 'liveness.db')
}
