import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { type Migration, migrations } from '../../src/storage/migrations.ts'
import { openStorage } from '../../src/storage/open.ts'
import { newEnvironment } from '../server.ts'

test('a new database is brought up to date once, and every later start finds nothing to do', async (t) => {
  const storage = await open(t)
  assert.deepEqual(
    await migrate(storage),
    migrations.map(({ name }) => name),
  )
  assert.deepEqual(await migrate(storage), [])
})

test('a migration that fails half-way leaves nothing behind, and runs once it is mended', async (t) => {
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

test('the audit log refuses to be changed', async (t) => {
  const storage = await open(t)
  await migrate(storage)
  const entry = { at: 1, event: 'login_failed', actor: 'unknown', address: '192.0.2.1' }
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
