import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { readConfig } from '../../src/config.ts'
import { MIGRATION_LOCK_KEY, migrate } from '../../src/storage/migrate.ts'
import { type Migration, migrations } from '../../src/storage/migrations.ts'
import { openStorage } from '../../src/storage/open.ts'
import { cli } from '../commands/cli.ts'
import { startProcess } from '../process.ts'
import { newEnvironment, newPostgresDatabase, request, testDatabaseUrl } from '../server.ts'

test('a new database is brought up to date once, and every later start finds nothing to do', async (t) => {
  const storage = await open(t)
  assert.deepEqual(
    await migrate(storage),
    migrations.map(({ name }) => name),
  )
  assert.deepEqual(await migrate(storage), [])
})

test('a migration that fails half-way leaves nothing behind, and runs once it is corrected', async (t) => {
  const storage = await open(t)
  let broken = true
  const next: Migration = {
    name: '9999-next',
    async up(db) {
      await db.schema.createTable('half').addColumn('id', 'text').execute()
      if (broken) throw new Error('power cut')
    },
  }
  await assert.rejects(migrate(storage, [...migrations, next]), /power cut/)
  await assert.rejects(
    storage.db
      .selectFrom('half' as never)
      .selectAll()
      .execute(),
  )
  broken = false
  assert.deepEqual(await migrate(storage, [...migrations, next]), ['9999-next'])
})

test('a database newer than the program is refused and left alone', async (t) => {
  const storage = await open(t)
  await migrate(storage, [...migrations, { name: '9999-future', up: async () => {} }])
  await assert.rejects(migrate(storage), /newer than this program.*"9999-future".*Start the newer version/)
})

test('a start waits for as long as another process migrates, and goes on afterwards', async (t) => {
  const environment = await newEnvironment(t)
  const release = await holdMigrationLock(environment)
  const started = startProcess(t, environment)
  let waits = true
  const settled = started.then(
    () => (waits = false),
    () => (waits = false),
  )
  // Longer than a statement of the running server may take.
  await sleep(environment.DATABASE_URL ? 12_500 : 3_000)
  assert.ok(waits)
  await release()
  await settled
  assert.equal((await request((await started).url, 'GET', '/home')).status, 401)
})

test('a database that is not in UTF-8 stops the start, and check names it, with what to do', {
  skip: testDatabaseUrl === '' && 'needs PostgreSQL: npm run test:postgres',
}, async (t) => {
  const DATABASE_URL = await newPostgresDatabase(t, "encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'")
  const environment = { ...(await newEnvironment(t)), DATABASE_URL }
  const told = /encoded as LATIN1[\s\S]*encoding 'UTF8' template template0/
  await assert.rejects(startProcess(t, environment), told)
  const { code, out } = await cli(environment, ['check'])
  assert.equal(code, 1)
  assert.match(out, told)
})

test('the audit log refuses to be changed', async (t) => {
  const storage = await open(t)
  await migrate(storage)
  const entry = { at: Date.now(), event: 'login_failed', actor: 'unknown', address: '192.0.2.1' }
  await storage.db.insertInto('audit').values(entry).execute()
  await assert.rejects(storage.db.updateTable('audit').set({ actor: 'somebody else' }).execute(), /audit only grows/)
  await assert.rejects(storage.db.deleteFrom('audit').execute(), /audit only grows/)
})

async function open(t: Parameters<typeof newEnvironment>[0]) {
  const reading = readConfig(await newEnvironment(t))
  if (!reading.ok) throw new Error(reading.problems.join())
  const storage = openStorage(reading.config, () => {})
  t.after(() => storage.db.destroy())
  return storage
}

/** Holds what another process holds while it migrates; answers how to let go. */
async function holdMigrationLock({ DATABASE_URL, DATA_DIR }: Record<string, string>): Promise<() => Promise<void>> {
  if (DATABASE_URL === undefined) {
    const database = new DatabaseSync(`${DATA_DIR}/liveness.db`)
    database.exec('pragma journal_mode = wal; begin immediate')
    return async () => database.close()
  }
  const client = new pg.Client({ connectionString: DATABASE_URL })
  await client.connect()
  await client.query(`select pg_advisory_lock(${MIGRATION_LOCK_KEY})`)
  return () => client.end()
}
