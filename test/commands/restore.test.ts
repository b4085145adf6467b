import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { removeOperator } from '../../src/admin/remove-operator.ts'
import { listAudit } from '../../src/audit/queries.ts'
import { commands } from '../../src/command-line.ts'
import { run } from '../../src/commands/run.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { revokeApiKey } from '../../src/identity/revoke-key.ts'
import { addEndpoint } from '../../src/results/webhooks/add-endpoint.ts'
import { findEndpoint } from '../../src/results/webhooks/endpoint-queries.ts'
import { removeEndpoint } from '../../src/results/webhooks/remove-endpoint.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { migrations } from '../../src/storage/migrations.ts'
import { openStorage } from '../../src/storage/open.ts'
import { overwriteDatabase, stateOf } from '../../src/storage/overwrite-database.ts'
import { takeOutOfUse } from '../../src/storage/take-out-of-use.ts'
import { makeOperator } from '../admin/operators.ts'
import { openSession } from '../liveness/capture-client.ts'
import { startProcess } from '../process.ts'
import { newEnvironment, request, signUp, somebody, startServer, temporaryFolder, testDatabaseUrl } from '../server.ts'
import { cli, environmentOf, jsonLines } from './cli.ts'

const onSqlite = { skip: testDatabaseUrl !== '' && 'PostgreSQL brings its own tools' }

test(
  'a backup made under load is restored: while a server runs refused, then in its place and on a new machine, with every account',
  onSqlite,
  async (t) => {
    const environment = await newEnvironment(t)
    const { DATA_DIR = '' } = environment
    const database = join(DATA_DIR, 'liveness.db')
    const server = await startProcess(t, environment)
    const confirmed = await registerAll(server.url, async () => {
      await cli(environment, ['backup', 'copy.db', '--json']).then(({ code, err }) => assert.equal(code, 0, err))
    })
    const digest = digestOf(join(DATA_DIR, 'copy.db'))
    const file = join(DATA_DIR, 'copy.db')
    const refused = await cli(environment, ['restore', file, '--yes'])
    assert.equal(refused.code, 1)
    assert.match(refused.err, /Nothing was restored\. .*liveness\.db is in use\. Stop every server/)
    assert.equal(await server.stop('SIGTERM'), 0)
    const previous = accountsIn(database)

    const { code, out, err } = await runHere(t, DATA_DIR, ['restore', file, '--yes', '--json'])
    assert.equal(code, 0, err)
    const { kept, ...told } = jsonLines(out)[0] as { kept: string }
    assert.deepEqual(told, {
      file,
      database,
      missing_migrations: [],
      ended_again: { accounts: 0, sessions: 0, keys: 0, webhooks: 0, operators: 0 },
      opens_evidence: true,
      locked_out_operators: [],
    })
    assert.match(kept, /liveness\.db\.before-restore-\d{8}T\d{6}Z$/)
    assert.deepEqual([statSync(kept).mode & 0o777, accountsIn(kept)], [0o600, previous])
    assert.equal(digestOf(join(DATA_DIR, 'copy.db')), digest)

    const elsewhere = { ...environment, DATA_DIR: join(temporaryFolder(t), 'new') }
    mkdirSync(elsewhere.DATA_DIR)
    // Only root can give a file away, or be another than who runs the server.
    if (process.getuid?.() === 0) chownSync(elsewhere.DATA_DIR, 65_534, 65_534)
    const fresh = await runHere(t, elsewhere.DATA_DIR, ['restore', file, '--yes'])
    assert.match(fresh.out, /There was no database before it/, fresh.err)
    assert.equal(statSync(join(elsewhere.DATA_DIR, 'liveness.db')).uid, statSync(elsewhere.DATA_DIR).uid)
    const again = await runHere(t, elsewhere.DATA_DIR, ['restore', file, '--yes', '--json'])
    const [{ kept: before } = {}] = jsonLines(again.out)
    for (const one of [join(elsewhere.DATA_DIR, 'liveness.db'), String(before)])
      assert.equal(statSync(one).uid, statSync(elsewhere.DATA_DIR).uid, again.err)
    for (const folder of [environment, elsewhere]) {
      assert.equal(existsSync(join(folder.DATA_DIR!, 'liveness.db.restoring')), false)
      const restored = await startServer(t, folder)
      for (const username of confirmed.slice(0, 2)) {
        const { status } = await restored.request('POST', '/auth/login', { json: { ...somebody, username } })
        assert.equal(status, 200, username)
      }
      const accounts = accountsIn(join(folder.DATA_DIR!, 'liveness.db'))
      assert.ok(confirmed.every((name) => accounts.includes(name)))
      const lines = await listAudit(restored.storage.db, 0, 10_000)
      const restorings = lines.filter(({ event }) => event === 'database_restored').map(({ about }) => about)
      assert.deepEqual(restorings, [basename(folder === environment ? kept : String(before))])
    }
    const checked = await runHere(t, DATA_DIR, ['check'])
    assert.match(
      checked.out,
      /^kept +warning .*\.before-restore-\S+, \d+\.\d MiB, is kept since a restore 0 days ago$/m,
    )
    assert.match(checked.out, /What was erased since is still in it\..* rm '/)
  },
)

test('what was erased or revoked since the backup is erased and revoked again, and counted', onSqlite, async (t) => {
  const server = await startServer(t)
  const needs = { db: server.storage.db, clock: server.clock }
  const gone = { ...somebody, username: 'leaver' }
  await signUp(server)
  const cookie = await signUp(server, gone)
  const { key } = await createApiKey(needs, 'stays')
  const revoked = await createApiKey(needs, 'revoked')
  const url = 'https://shop.example/'
  const webhook = await addEndpoint({ ...needs, evidenceKeys: server.evidenceKeys }, { url, events: null })
  const session = await openSession(server, key)
  const operator = await makeOperator(server)
  const environment = environmentOf(server)
  assert.equal((await runHere(t, environment.DATA_DIR!, ['backup', join(environment.DATA_DIR!, 'copy.db')])).code, 0)
  assert.equal((await server.request('DELETE', '/user/delete', { cookie })).status, 200)
  const headers = { authorization: `Bearer ${key}` }
  const erased = await server.request('DELETE', `/liveness/sessions/${session.id}`, { headers })
  assert.ok(erased.status < 300, erased.text)
  await revokeApiKey(needs, revoked.id)
  await removeEndpoint(needs, (await findEndpoint(needs.db, webhook!.id))!)
  await removeOperator(needs, operator.id)
  await server.app.close()
  await server.storage.db.destroy()

  const { code, out, err } = await runHere(t, environment.DATA_DIR!, [
    'restore',
    join(environment.DATA_DIR!, 'copy.db'),
    '--yes',
  ])
  assert.equal(code, 0, err)
  assert.match(out, /1 accounts, evidence of 1 sessions; revoked again: 1 API keys; removed again: 1 webhooks and 1 op/)
  assert.match(out, /holds personal data: delete it/)
  assert.doesNotMatch(out, /can not log in/)
  assert.deepEqual(accountsIn(join(environment.DATA_DIR!, 'liveness.db')), ['somebody'])
  const restored = await startServer(t, environment)
  const asked = (secret: string) =>
    restored.request('GET', `/liveness/sessions/${session.id}`, { headers: { authorization: `Bearer ${secret}` } })
  assert.equal((await asked(revoked.key)).status, 401)
  assert.equal(await findEndpoint(restored.storage.db, webhook!.id), undefined)
  assert.equal((await restored.request('GET', '/admin')).status, 404)
  assert.equal((await asked(key)).json.data.state, 'cancelled')

  const elsewhere = await runHere(t, temporaryFolder(t), ['restore', join(environment.DATA_DIR!, 'copy.db'), '--yes'])
  assert.match(elsewhere.out, /^Operators who can not log in until that key is here, .*: olga\.$/m, elsewhere.err)
})

test('what can’t be restored is refused with a reason, and nothing is changed', onSqlite, async (t) => {
  const environment = await newEnvironment(t)
  const folder = environment.DATA_DIR!
  assert.equal((await runHere(t, environment.DATA_DIR!, ['migrate'])).code, 0)
  assert.equal((await runHere(t, environment.DATA_DIR!, ['backup', join(environment.DATA_DIR!, 'copy.db')])).code, 0)
  writeFileSync(join(folder, 'text.db'), 'not a database at all, '.repeat(500))
  writeFileSync(join(folder, 'half.db'), readFileSync(join(folder, 'copy.db')).subarray(0, 20_000))
  change(folder, 'newer.db', "insert into migration values ('9999-from-the-future')")
  change(folder, 'orphan.db', "pragma foreign_keys = off; insert into login_session values ('a', 'nobody', 1, 1)")
  writeFileSync(join(folder, 'other.db'), '')
  change(folder, 'other.db', 'create table something (a text)', false)
  change(folder, 'open.db', '')
  writeFileSync(join(folder, 'open.db-wal'), 'x')
  symlinkSync('open.db', join(folder, 'link.db'))
  const names = () => readdirSync(folder).filter((name) => !/^liveness\.db-(wal|shm)$/.test(name))
  const before = names()
  const tables = tablesIn(join(folder, 'liveness.db'))
  const refusals: [string, RegExp][] = [
    ['missing.db', /ENOENT/],
    ['text.db', /is not an SQLite database/],
    ['half.db', /malformed|damaged/],
    ['newer.db', /newer than this program \(9999-from-the-future\)/],
    ['orphan.db', /1 rows that belong to nothing/],
    ['other.db', /no database of liveness-server/],
    ['open.db', /in use or was not closed/],
    ['link.db', /in use or was not closed, for .*open\.db-wal is there/],
  ]
  for (const [file, reason] of refusals) {
    const { code, err } = await runHere(t, folder, ['restore', join(folder, file), '--yes'])
    assert.deepEqual([code, reason.test(err)], [1, true], `${file}: ${err}`)
  }
  assert.equal((await runHere(t, folder, ['restore', join(folder, 'copy.db')])).code, 2)
  assert.deepEqual(names(), before)
  assert.deepEqual(tablesIn(join(folder, 'liveness.db')), tables)
})

test('a backup of an older version says what the next start will migrate, and starts', onSqlite, async (t) => {
  const older = temporaryFolder(t)
  const storage = openStorage({ DATA_DIR: older, DATABASE_URL: '' }, () => {})
  await migrate(storage, migrations.slice(0, -2))
  await storage.db.destroy()
  const environment = await newEnvironment(t)
  const { code, out, err } = await runHere(t, environment.DATA_DIR!, ['restore', join(older, 'liveness.db'), '--yes'])
  assert.equal(code, 0, err)
  const [first, second] = migrations.slice(-2).map(({ name }) => name)
  assert.match(out, new RegExp(`older than this program: the next start, .* will apply ${first}, ${second}`))
  const { url } = await startServer(t, environment)
  assert.equal((await request(url, 'GET', '/')).status, 200)
})

test('a restore that is killed or stopped at any step leaves the old database, whole', onSqlite, async (t) => {
  const folder = temporaryFolder(t)
  const database = join(folder, 'liveness.db')
  const rows = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)'
  const fill = `${rows} insert into filler select randomblob(10000), 'new' from n`
  change(folder, 'copy.db', `create table filler (bytes blob, mark text); ${fill}`, false)
  change(folder, 'liveness.db', "update filler set mark = 'old', bytes = randomblob(10000)")
  const program = `
    import { restoreSqlite } from './src/storage/restore.ts'
    const [file, database, signal, at] = process.argv.slice(1)
    const onProgress = (step, done) => step === at && done > 0.5 && process.kill(process.pid, signal)
    const prepare = async () => {}
    await restoreSqlite(file, database, database + '.kept', { onProgress, prepare })`
  const restore = (signal: string, step: string) => {
    const words = ['--input-type=module', '-e', program, join(folder, 'copy.db'), database, signal, step]
    const { status, signal: by, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    return status ?? by ?? stderr
  }
  const leftovers = () =>
    readdirSync(folder).filter((name) => name.startsWith('liveness.db-') || /\.(kept|restoring)$/.test(name))
  for (const step of ['copying', 'keeping the old one', 'restoring']) {
    assert.equal(restore('SIGTERM', step), 143)
    assert.deepEqual([marksIn(database), leftovers()], [['old'], []])
    assert.equal(restore('SIGKILL', step), 'SIGKILL')
    assert.ok(leftovers().includes(step === 'restoring' ? 'liveness.db-journal' : 'liveness.db.restoring'))
    assert.deepEqual(marksIn(database), ['old'], step)
    const again = await runHere(t, folder, ['restore', join(folder, 'copy.db'), '--yes'])
    assert.match(again.err, /liveness\.db\.restoring is there: another restore runs, or one was killed/)
    for (const name of leftovers()) rmSync(join(folder, name), { recursive: true })
  }
  assert.equal(restore('SIGTERM', 'never'), 0)
  assert.deepEqual(
    [marksIn(database), marksIn(`${database}.kept`), leftovers()],
    [['new'], ['old'], ['liveness.db.kept']],
  )
})

test(
  'a server that starts in the middle of a restore keeps what it writes: the restore gives up',
  onSqlite,
  async (t) => {
    const environment = await newEnvironment(t)
    const folder = environment.DATA_DIR!
    const database = join(folder, 'liveness.db')
    assert.equal((await runHere(t, environment.DATA_DIR!, ['migrate'])).code, 0)
    assert.equal((await runHere(t, environment.DATA_DIR!, ['backup', join(environment.DATA_DIR!, 'copy.db')])).code, 0)
    takeOutOfUse(database)
    const state = stateOf(database)
    const server = await startServer(t, environment)
    await signUp(server)
    const restoring = overwriteDatabase(join(folder, 'copy.db'), database, state, () => {})
    await assert.rejects(restoring, /was opened by another process meanwhile/)
    assert.equal((await server.request('POST', '/auth/login', { json: somebody })).status, 200)
  },
)

test('with PostgreSQL restore names commands that bring a backup made under load back, and shows no password', async (t) => {
  const programs = globSync('/usr/lib/postgresql/*/bin').at(-1)
  const secret = 'postgres://somebody:secret@127.0.0.1:1/liveness'
  const environment = testDatabaseUrl === '' ? { DATABASE_URL: secret } : await newEnvironment(t)
  const given = { ...environment, DATA_DIR: temporaryFolder(t) }
  const [backup, restore] = await Promise.all(
    [
      ['backup', "it's.dump"],
      ['restore', "it's.dump", '--yes'],
    ].map((words) => cli(given, words)),
  )
  assert.deepEqual([backup?.code, restore?.code], [1, 1])
  assert.match(restore!.err, /pg_restore --clean --if-exists --single-transaction .*'it'\\''s\.dump'/)
  assert.doesNotMatch(restore!.err, /secret/)
  if (testDatabaseUrl === '' || programs === undefined) return

  const commandsOf = ({ err }: { err: string }) => err.split('\n').filter((line) => line.startsWith('  pg_'))
  const inShell = async (command: string) => {
    const env = { ...process.env, ...given, PATH: `${programs}:${process.env.PATH}` }
    await promisify(execFile)('sh', ['-c', command], { cwd: given.DATA_DIR, env })
  }
  const server = await startServer(t, given)
  const confirmed = await registerAll(server.url, () => inShell(commandsOf(backup!)[0]!))
  await server.app.close()
  await server.storage.db.destroy()
  for (const command of commandsOf(restore!)) await inShell(command)
  const restored = await startServer(t, given)
  for (const username of confirmed) {
    const json = { ...somebody, username }
    assert.equal((await restored.request('POST', '/auth/login', { json })).status, 200, username)
  }
})

/** Registers accounts while a backup is made; answers the names of those confirmed before it began. */
async function registerAll(url: string, backUp: () => Promise<void>): Promise<string[]> {
  const confirmed: string[] = []
  let isOver = false
  const register = async (client: number) => {
    for (let index = 0; !isOver; index++) {
      const username = `person${client}x${index}`
      const { status } = await request(url, 'POST', '/auth/register', { json: { ...somebody, username } })
      if (status === 201) confirmed.push(username)
    }
  }
  const clients = [1, 2, 3].map(register)
  while (confirmed.length < 6) await sleep(10)
  const before = [...confirmed]
  await backUp()
  isOver = true
  await Promise.all(clients)
  assert.ok(confirmed.length > before.length, 'accounts were registered meanwhile')
  return before
}

/** Runs the command in this process, which costs a hundredth of a start. */
async function runHere(t: TestContext, DATA_DIR: string, words: readonly string[]) {
  process.env.DATA_DIR = DATA_DIR
  const out = t.mock.method(console, 'log', () => {})
  const err = t.mock.method(console, 'error', () => {})
  const code = await run(commands, words)
  const textOf = ({ mock }: typeof out) => mock.calls.map((call) => call.arguments.join(' ')).join('\n')
  const said = { code, out: textOf(out), err: textOf(err) }
  out.mock.restore()
  err.mock.restore()
  return said
}

/** Runs statements in a copy of `copy.db`, or in a file that is there. */
function change(folder: string, name: string, sql: string, isCopy = true): void {
  if (isCopy) writeFileSync(join(folder, name), readFileSync(join(folder, 'copy.db')))
  const database = new DatabaseSync(join(folder, name))
  database.exec(sql)
  database.close()
}

function read(file: string, sql: string): string[] {
  const database = new DatabaseSync(file)
  try {
    assert.equal(database.prepare('pragma integrity_check').get()?.integrity_check, 'ok')
    return database
      .prepare(sql)
      .all()
      .map((row) => String(Object.values(row)[0]))
  } finally {
    database.close()
  }
}

const accountsIn = (file: string) => read(file, 'select username from account order by username')
const marksIn = (file: string) => read(file, 'select distinct mark from filler')
const tablesIn = (file: string) => read(file, 'select name from sqlite_schema order by name')
const digestOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
