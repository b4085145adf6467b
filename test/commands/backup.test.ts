import assert from 'node:assert/strict'
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { backupSqlite } from '../../src/storage/backup.ts'
import { sqliteFile } from '../../src/storage/open.ts'
import { signUp, somebody, startServer, temporaryFolder, testDatabaseUrl } from '../server.ts'
import { cli, environmentOf, jsonLines, startCli } from './cli.ts'

const onSqlite = { skip: testDatabaseUrl !== '' && 'PostgreSQL brings its own tool' }

test('a backup taken while the server runs holds every account, and can be restored', onSqlite, async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const file = join(temporaryFolder(t), 'copy.db')
  const { code, out, err } = await cli(environmentOf(server), ['backup', file, '--json'])
  assert.equal(code, 0, err)
  assert.deepEqual(jsonLines(out), [{ file, bytes: statSync(file).size }])
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(join(file, '..')), ['copy.db'])

  const DATA_DIR = temporaryFolder(t)
  renameSync(file, join(DATA_DIR, 'liveness.db'))
  const restored = await startServer(t, { DATA_DIR })
  assert.equal((await restored.request('POST', '/auth/login', { json: somebody })).status, 200)
})

test('a backup is the state of one instant, however much is written meanwhile', onSqlite, async (t) => {
  const server = await startServer(t)
  const source = sqliteFile(server.config)
  const writer = new DatabaseSync(source)
  t.after(() => writer.close())
  writer.exec('create table pair (a integer, b integer, filler blob)')
  const write = writer.prepare(
    'insert into pair select coalesce(max(a), 0) + 1, coalesce(max(b), 0) + 1, zeroblob(8192) from pair',
  )
  for (let row = 0; row < 5000; row++) write.run()
  const file = join(temporaryFolder(t), 'copy.db')
  let during = 0
  await backupSqlite(source, file, () => {
    write.run()
    during++
  })
  assert.ok(during > 3, `${during} writes during the backup`)
  const copy = new DatabaseSync(file, { readOnly: true })
  t.after(() => copy.close())
  assert.equal(copy.prepare('select count(*) as rows from pair').get()?.rows, 5000)
})

test('a backup never overwrites a file', onSqlite, async (t) => {
  const server = await startServer(t)
  const file = join(temporaryFolder(t), 'copy.db')
  writeFileSync(file, 'precious')
  const { code, err } = await cli(environmentOf(server), ['backup', file])
  assert.equal(code, 1)
  assert.match(err, /exists and is not overwritten/)
  await assert.rejects(
    backupSqlite(sqliteFile(server.config), file, () => {}),
    /EEXIST/,
  )
  assert.equal(statSync(file).size, 'precious'.length)
  assert.deepEqual(readdirSync(join(file, '..')), ['copy.db'])
})

test('a backup that cannot be written leaves nothing and says why', onSqlite, async (t) => {
  const server = await startServer(t)
  const { code, err } = await cli(environmentOf(server), ['backup', join(temporaryFolder(t), 'missing', 'copy.db')])
  assert.equal(code, 1)
  assert.match(err, /No backup was made: ENOENT/)
})

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  test(`a backup that ${signal} ends half-way leaves nothing`, onSqlite, async (t) => {
    const server = await startServer(t)
    const writer = new DatabaseSync(sqliteFile(server.config))
    writer.exec('create table filler (bytes blob); insert into filler values (zeroblob(300000000))')
    writer.close()
    const folder = temporaryFolder(t)
    const { child, finished } = startCli(environmentOf(server), ['backup', join(folder, 'copy.db')])
    while (!readdirSync(folder).some((name) => name.includes('.partial-')) && child.exitCode === null) await sleep(1)
    child.kill(signal)
    assert.deepEqual({ ...(await finished), err: '' }, { code: exitCode, out: '', err: '' })
    assert.deepEqual(readdirSync(folder), [])
  })

test('a damaged database gives no backup', onSqlite, async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const folder = temporaryFolder(t)
  const damaged = join(folder, 'damaged.db')
  await backupSqlite(sqliteFile(server.config), damaged, () => {})
  const database = new DatabaseSync(damaged)
  database.exec('pragma foreign_keys = off; delete from account')
  database.close()
  const file = join(folder, 'copy.db')
  await assert.rejects(
    backupSqlite(damaged, file, () => {}),
    /belong to nothing/,
  )
  rmSync(damaged)
  assert.deepEqual(readdirSync(folder), [])
})

test('with PostgreSQL backup names the pg_dump command and shows no password', async (t) => {
  const DATABASE_URL = 'postgres://somebody:secret@127.0.0.1:1/liveness'
  const { code, err } = await cli({ DATA_DIR: temporaryFolder(t), DATABASE_URL }, ['backup', "it's.dump"])
  assert.equal(code, 1)
  assert.match(err, /pg_dump --format=custom --file='it'\\''s\.dump' "\$DATABASE_URL"/)
  assert.doesNotMatch(err, /secret/)
})
