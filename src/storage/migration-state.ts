import { sql } from 'kysely'
import { type Migration, migrations } from './migrations.ts'
import type { Db } from './schema.ts'

export interface MigrationState {
  /** Migrations of this program that were not applied to the database. */
  readonly missing: readonly string[]
  /** Migrations that were applied and that this program does not know: the database is newer. */
  readonly unknown: readonly string[]
}

/** Compares the database with this program; changes nothing. */
export async function migrationState(db: Db, list: readonly Migration[] = migrations): Promise<MigrationState> {
  const tables = await db.introspection.getTables()
  const started = tables.some(({ name }) => name === 'migration')
  const { rows } = started ? await sql<{ name: string }>`select name from migration`.execute(db) : { rows: [] }
  const applied = rows.map(({ name }) => name)
  const known = list.map(({ name }) => name)
  return {
    missing: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  }
}
