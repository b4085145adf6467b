import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { listAudit } from '../../src/audit/queries.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { migrations } from '../../src/storage/migrations.ts'
import { openStorage } from '../../src/storage/open.ts'
import { makeOperator } from '../admin/operators.ts'
import { openSession, sendFrame } from '../liveness/capture-client.ts'
import { subjectA } from '../liveness/people.ts'
import { newEnvironment, startServer, temporaryFolder, testDatabaseUrl } from '../server.ts'
import { cli, environmentOf, jsonLines } from './cli.ts'

const onSqlite = { skip: testDatabaseUrl !== '' && 'is about the SQLite file' }

test('migrate creates the database, once, and check finds all in order', async (t) => {
  const environment = await newEnvironment(t)
  const first = await cli(environment, ['migrate', '--json'])
  assert.equal(first.code, 0, first.err)
  assert.match(first.out, /"0001-accounts"/)
  const again = await cli(environment, ['migrate', '--json'])
  assert.deepEqual(jsonLines(again.out)[0]?.applied, [])
  assert.match((await cli(environment, ['migrate'])).out, /is up to date/)

  const { code, out, err } = await cli(environment, ['check', '--json'])
  assert.equal(code, 0, out + err)
  assert.equal(jsonLines(out)[0]?.ok, true)
  const said = (await cli(environment, ['check'])).out
  assert.match(said, /database +ok +.* responds and is up to date/)
  if (testDatabaseUrl === '') assert.match(said, /disk +ok +\d+\.\d GiB free in/)
})

test('four migrations at once are safe', async (t) => {
  const environment = await newEnvironment(t)
  const runs = await Promise.all([1, 2, 3, 4].map(() => cli(environment, ['migrate', '--json'])))
  for (const { code, err } of runs) assert.equal(code, 0, err)
  const applied = runs.flatMap(({ out }) => jsonLines(out)[0]?.applied as string[])
  assert.equal(new Set(applied).size, applied.length, 'each migration ran once')
})

test('check names every setting that cannot be used', async (t) => {
  const { code, out } = await cli({ DATA_DIR: temporaryFolder(t), PORT: '70000', PUBLIC_URL: 'x' }, ['check'])
  assert.equal(code, 1)
  assert.match(out, /configuration +PROBLEM +PORT=70000/)
  assert.match(out, /configuration +PROBLEM +PUBLIC_URL=x/)
})

test('what the environment leaves open is read from .env in the working directory', async (t) => {
  const DATA_DIR = temporaryFolder(t)
  writeFileSync(join(DATA_DIR, '.env'), 'PORT=70000\nPUBLIC_URL=x\n')
  const { code, out } = await cli({ DATA_DIR, PORT: '8081' }, ['check'])
  assert.equal(code, 1)
  assert.match(out, /configuration +PROBLEM +PUBLIC_URL=x/)
  assert.doesNotMatch(out, /PORT/)
})

test('a .env that is a folder gets one line', async (t) => {
  const DATA_DIR = temporaryFolder(t)
  mkdirSync(join(DATA_DIR, '.env'))
  const told = /\.env cannot be read: EISDIR/
  assert.match((await cli({ DATA_DIR }, ['check'])).out, told)
  const { code, err } = await cli({ DATA_DIR }, ['migrate'])
  assert.equal(code, 1)
  assert.match(err, told)
  assert.doesNotMatch(err, /\n +at /)
})

test('check says what to do where there is no database yet, and creates none', onSqlite, async (t) => {
  const DATA_DIR = temporaryFolder(t)
  const { code, out } = await cli({ DATA_DIR }, ['check'])
  assert.equal(code, 1)
  assert.match(out, /database +PROBLEM +not there/)
  assert.match(out, /liveness migrate/)
  assert.deepEqual(readdirSync(DATA_DIR), [])
})

test('check and account list tell a database that is newer than the program', async (t) => {
  const server = await startServer(t)
  await sql`insert into migration (name) values ('9999-from-the-future')`.execute(server.storage.db)
  const checked = await cli(environmentOf(server), ['check'])
  assert.equal(checked.code, 1)
  assert.match(checked.out, /database +PROBLEM +.*newer than this program \(9999-from-the-future\)/)
  const listed = await cli(environmentOf(server), ['account', 'list'])
  assert.equal(listed.code, 1)
  assert.match(listed.err, /newer than this program/)
})

test('check tells a file that is no database, and a folder that others may read', onSqlite, async (t) => {
  const DATA_DIR = temporaryFolder(t)
  writeFileSync(join(DATA_DIR, 'liveness.db'), 'not a database at all, '.repeat(500))
  chmodSync(DATA_DIR, 0o755)
  const { code, out } = await cli({ DATA_DIR }, ['check'])
  assert.equal(code, 1)
  assert.match(out, /database +PROBLEM +cannot be used: file is not a database/)
  assert.match(out, /privacy +PROBLEM/)
  assert.match(out, /chmod 700/)
})

test('check names a PostgreSQL server that does not respond, and shows no password', async (t) => {
  const DATABASE_URL = 'postgres://somebody:secret@127.0.0.1:1/liveness'
  const { code, out, err } = await cli({ DATA_DIR: temporaryFolder(t), DATABASE_URL }, ['check'])
  assert.equal(code, 1)
  assert.match(out, /database +PROBLEM +cannot be used: .*ECONNREFUSED/)
  assert.match(out, /See that PostgreSQL runs/)
  assert.doesNotMatch(out + err, /secret/)
})

test('check tells a key that does not open what is kept', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  await sendFrame(server, session, 0, await subjectA()({ shown: null, sinceMs: 0, atMs: 0, frame: 0 }))
  await makeOperator(server)
  const environment = environmentOf(server)
  const before = await cli(environment, ['check'])
  assert.match(before.out, /evidence key +ok +opens what is kept/)
  assert.doesNotMatch(before.out, /operators/)
  const other = { ...environment, EVIDENCE_KEY: randomBytes(32).toString('base64') }
  const { code, out } = await cli(other, ['check'])
  assert.equal(code, 1)
  assert.match(out, /evidence key +PROBLEM +what is kept was sealed with a key that is not here/)
  assert.match(out, /operators +PROBLEM +can not log in until the evidence key is here: olga/)
  assert.match(out, /operators: Put the key back, or run: liveness admin reset/)
})

test('check refuses an evidence key that group or others may read or write, and makes none itself', {
  skip: process.platform === 'win32' && 'Windows has no such modes',
}, async (t) => {
  const environment = await newEnvironment(t)
  const file = join(environment.DATA_DIR!, 'evidence.key')
  await cli(environment, ['migrate'])
  assert.match((await cli(environment, ['check'])).out, /evidence key +ok +not there yet/)
  assert.ok(!existsSync(file))
  writeFileSync(file, randomBytes(32).toString('base64'))
  for (const mode of [0o640, 0o620, 0o604, 0o602, 0o666]) {
    chmodSync(file, mode)
    const { code, out } = await cli(environment, ['check'])
    assert.equal(code, 1, mode.toString(8))
    assert.match(out, /evidence key +PROBLEM +others than its owner may read or write .*\(mode 06\d\d\)/)
    assert.match(out, /chmod 600 '.*evidence\.key'/)
  }
  chmodSync(file, 0o600)
  assert.equal((await cli(environment, ['check'])).code, 0)
})

test('check names each migration that an upgrade will apply, as a warning', async (t) => {
  const environment = await newEnvironment(t)
  const { DATA_DIR = '', DATABASE_URL = '' } = environment
  const storage = openStorage({ DATA_DIR, DATABASE_URL }, () => {})
  await migrate(storage, migrations.slice(0, -2))
  await storage.db.destroy()
  const { code, out } = await cli(environment, ['check'])
  assert.equal(code, 0, out)
  const [first, second] = migrations.slice(-2).map(({ name }) => name)
  assert.match(out, new RegExp(`database +warning +.* the next start applies ${first}, ${second}`))
})

test('check warns of settings that are misspelt, of others in .env, and of a database that others may read', {
  skip: process.platform === 'win32' && 'Windows has no such modes',
}, async (t) => {
  const environment = await newEnvironment(t)
  await cli(environment, ['migrate'])
  const { DATA_DIR = '' } = environment
  const names = ['PROT=1', 'TRUSTED_PROXY=10.0.0.1', 'log_level=info', 'POSTGRES_PASSWORD=secret', 'HOST=127.0.0.1']
  writeFileSync(join(DATA_DIR, '.env'), names.join('\n'))
  const database = join(DATA_DIR, 'liveness.db')
  const isFile = existsSync(database)
  if (isFile) chmodSync(database, 0o644)
  const given = { ...environment, HOME: '/', DATABSE_URL: 'postgres://secret' }
  const [shown, json] = await Promise.all([cli(given, ['check']), cli(given, ['check', '--json'])])
  assert.deepEqual([shown.code, json.code], [0, 0], shown.out)
  for (const told of [
    /settings +warning +PROT in \.env is no setting; is PORT meant\?/,
    /settings +warning +TRUSTED_PROXY in \.env is no setting; is TRUSTED_PROXIES meant\?/,
    /settings +warning +log_level in \.env is no setting; is LOG_LEVEL meant\?/,
    /settings +warning +DATABSE_URL in the environment is no setting; is DATABASE_URL meant\?/,
    /settings +warning +\.env sets what is no setting: POSTGRES_PASSWORD\n/,
    ...(isFile ? [/privacy +warning +.*liveness\.db may be read/, /chmod 600 '.*liveness\.db'/] : []),
  ])
    assert.match(shown.out, told)
  assert.doesNotMatch(shown.out, /secret|HOME/)
  const { ok, findings } = jsonLines(json.out)[0] as { ok: boolean; findings: { ok: boolean; warning?: true }[] }
  assert.deepEqual([ok, findings.filter(({ warning }) => warning).length], [true, isFile ? 6 : 5])
  assert.ok(findings.every((finding) => finding.ok))
})

test('check warns where X-Forwarded-For was ignored in the last day, until its sender is trusted', async (t) => {
  const server = await startServer(t)
  const ask = () => server.request('GET', '/', { headers: { 'x-forwarded-for': '192.0.2.1' } })
  const lines = async (count: number) => {
    for (;;) {
      const found = await listAudit(server.storage.db, 0, 100)
      if (found.length >= count) return found.map(({ event, actor, address }) => [event, actor, address])
      await sleep(5)
    }
  }
  const line = ['forwarding_ignored', 'unknown', '127.0.0.1']
  const environment = environmentOf(server)
  for (let times = 0; times < 3; times++) await ask()
  assert.deepEqual(await lines(1), [line])
  const [warned, trusting] = await Promise.all([
    cli(environment, ['check']),
    cli({ ...environment, TRUSTED_PROXIES: '127.0.0.0/8' }, ['check']),
  ])
  assert.equal(warned.code, 0)
  assert.match(warned.out, /forwarding +warning +X-Forwarded-For from 127\.0\.0\.1 was ignored/)
  assert.match(warned.out, /add its address to TRUSTED_PROXIES/)
  assert.doesNotMatch(trusting.out, /forwarding/)
  server.clock.advance(3_600_000)
  await ask()
  assert.deepEqual(await lines(2), [line, line])
})
