import { join } from 'node:path'
import type { Config } from '../config.ts'
import { openPostgres } from './postgres.ts'
import type { Db } from './schema.ts'
import { openSqlite } from './sqlite.ts'

export type Dialect = 'sqlite' | 'postgres'

export interface Storage {
  readonly db: Db
  readonly dialect: Dialect
  /** Where the data is, fit to be shown: no password in it. */
  readonly place: string
}

export type StorageConfig = Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>

/** Opens the database that the configuration names: SQLite in `DATA_DIR`, or PostgreSQL. */
export function openStorage(config: StorageConfig, onLost: (error: Error) => void): Storage {
  if (config.DATABASE_URL === '') {
    const file = sqliteFile(config)
    return { db: openSqlite(file), dialect: 'sqlite', place: file }
  }
  const url = new URL(config.DATABASE_URL)
  return {
    db: openPostgres(config.DATABASE_URL, onLost),
    dialect: 'postgres',
    place: `postgres://${url.host}${url.pathname}`,
  }
}

export function sqliteFile(config: StorageConfig): string {
  return join(config.DATA_DIR, 'liveness.db')
}
