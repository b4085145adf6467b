import { sql } from 'kysely'
import { migrations } from './migrations.ts'
import type { Db } from './schema.ts'

export interface MigrationState {
  /** The database's, compared with this program's. */
  readonly version: 'same' | 'older' | 'newer'
  /** Migrations of this program that were not applied to the database. */
  readonly missing: readonly string[]
  /** Migrations that were applied and that this program does not know: with one, the database is newer. */
  readonly unknown: readonly string[]
}

/** Compares the database with this program; changes nothing. */
export async function migrationState(db: Db): Promise<MigrationState> {
  const tables = await db.introspection.getTables()
  const started = tables.some(({ name }) => name === 'migration')
  const { rows } = started ? await sql<{ name: string }>`select name from migration`.execute(db) : { rows: [] }
  const applied = rows.map(({ name }) => name)
  const known = migrations.map(({ name }) => name)
  const missing = known.filter((name) => !applied.includes(name))
  const unknown = applied.filter((name) => !known.includes(name))
  return { version: unknown.length > 0 ? 'newer' : missing.length > 0 ? 'older' : 'same', missing, unknown }
}
