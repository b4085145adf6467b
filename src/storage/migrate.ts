import { sql } from 'kysely'
import { encodingProblem } from './encoding-problem.ts'
import { type Migration, migrations } from './migrations.ts'
import type { Storage } from './open.ts'
import type { Tx } from './schema.ts'

export const MIGRATION_LOCK_KEY = 7_305_480_823

/**
 * Brings the database to this program's version: each missing migration in a transaction of its own, under a lock that
 * other processes wait for as long as it takes (a minute on SQLite). Returns the names of those that ran.
 * Throws when the database knows a migration that this program does not: it is newer and must not be written to.
 * Throws, too, when the database is not in UTF-8.
 */
export function migrate(storage: Storage, list: readonly Migration[] = migrations): Promise<string[]> {
  return storage.patiently(async (db) => {
    const problem = await encodingProblem(db, storage.dialect)
    if (problem) throw new Error(`${problem.found}. ${problem.remedy}`)
    const done: string[] = []
    for (;;) {
      const name = await db.transaction().execute((tx) => runNext(tx, storage, list))
      if (name === undefined) return done
      done.push(name)
    }
  })
}

async function runNext(tx: Tx, { dialect }: Storage, list: readonly Migration[]): Promise<string | undefined> {
  // On SQLite the transaction itself holds the only write lock.
  if (dialect === 'postgres') {
    // Also where the address, the role or the database set other limits.
    await sql`set local statement_timeout = 0`.execute(tx)
    await sql`set local lock_timeout = 0`.execute(tx)
    await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK_KEY)})`.execute(tx)
  }
  const applied = await appliedMigrations(tx)
  const unknown = applied.find((name) => !list.some((migration) => migration.name === name))
  if (unknown !== undefined)
    throw new Error(
      `The database is newer than this program: it holds the migration "${unknown}", which this version does not know. ` +
        'Start the newer version, or restore a backup made before the upgrade.',
    )
  const next = list.find((migration) => !applied.includes(migration.name))
  if (next === undefined) return undefined
  await next.up(tx.withoutPlugins() as never, dialect)
  await sql`insert into migration (name) values (${next.name})`.execute(tx)
  return next.name
}

async function appliedMigrations(tx: Tx): Promise<string[]> {
  await sql`create table if not exists migration (name text primary key)`.execute(tx)
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(tx)
  return rows.map((row) => row.name)
}
