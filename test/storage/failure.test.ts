import assert from 'node:assert/strict'
import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { sql } from 'kysely'
import { isStorageFailure } from '../../src/storage/failure.ts'
import {
  newEnvironment,
  onPostgres as runOnPostgres,
  signUp,
  somebody,
  startServer,
  testDatabaseUrl,
} from '../server.ts'
import { startProxy } from './database-proxy.ts'

const onSqlite = { skip: testDatabaseUrl === '' ? false : 'about SQLite' }
const onPostgres = { skip: testDatabaseUrl === '' ? 'needs PostgreSQL: npm run test:postgres' : false }
const UNAVAILABLE = '{"status_code":503,"message":"Storage is unavailable, try again shortly"}'

test(
  'when the disk is full writes are refused with 503, nothing is half-written, and room heals it',
  onSqlite,
  async (t) => {
    const server = await startServer(t, { REGISTRATIONS_PER_HOUR: '0' })
    const { db } = server.storage
    const cookie = await signUp(server)
    const pages = (await sql<{ page_count: number }>`pragma page_count`.execute(db)).rows[0]?.page_count ?? 0
    await sql.raw(`pragma max_page_count = ${pages}`).execute(db)

    const register = (index: number) =>
      server.request('POST', '/auth/register', { json: { ...somebody, username: `${index} ${'x'.repeat(70)}` } })
    let created = 1
    let refused: Awaited<ReturnType<typeof register>> | undefined
    for (let index = 0; index < 200 && refused === undefined; index++) {
      const answer = await register(index)
      if (answer.status === 201) created++
      else refused = answer
    }
    assert.equal(refused?.text, UNAVAILABLE)
    assert.equal(refused?.headers.get('retry-after'), '1')
    assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
    assert.equal((await db.selectFrom('account').selectAll().execute()).length, created)
    assert.equal(
      (await db.selectFrom('audit').where('event', '=', 'account_registered').selectAll().execute()).length,
      created,
    )

    await sql.raw('pragma max_page_count = 1000000').execute(db)
    assert.equal((await register(1000)).status, 201)
  },
)

test(
  'while the database is gone requests that need it get 503, and it heals without a restart',
  onPostgres,
  async (t) => {
    const { DATABASE_URL = '' } = await newEnvironment(t)
    const proxy = await startProxy(t, DATABASE_URL)
    const server = await startServer(t, { DATABASE_URL: proxy.url })
    const cookie = await signUp(server)

    proxy.cut()
    assert.equal((await server.request('GET', '/home', { cookie })).text, UNAVAILABLE)
    assert.equal((await server.request('POST', '/auth/login', { json: somebody })).text, UNAVAILABLE)
    assert.equal((await server.request('DELETE', '/auth/logout', { cookie })).status, 503)
    assert.equal((await server.request('GET', '/readyz')).status, 503)
    assert.equal((await server.request('GET', '/healthz')).status, 200)
    assert.equal((await server.request('GET', '/')).status, 200)

    await proxy.restore()
    assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
    assert.equal((await server.request('GET', '/readyz')).status, 200)
  },
)

test('when the file is deleted under the server nothing is confirmed that would be lost', onSqlite, async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  rmSync(join(server.config.DATA_DIR, 'liveness.db'))
  assert.equal(
    (await server.request('POST', '/auth/register', { json: { ...somebody, username: 'another' } })).text,
    UNAVAILABLE,
  )
  assert.equal((await server.request('GET', '/readyz')).status, 503)
  assert.equal((await server.request('GET', '/')).status, 200)
  assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
})

test('while another process holds the write lock, who is logged in is still greeted', onSqlite, async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const other = new DatabaseSync(join(server.config.DATA_DIR, 'liveness.db'))
  other.exec('begin immediate')
  server.clock.advance(120_000)
  assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
  assert.equal((await server.request('POST', '/auth/login', { json: somebody })).text, UNAVAILABLE)
  other.exec('rollback')
  other.close()
  assert.equal((await server.request('POST', '/auth/login', { json: somebody })).status, 200)
})

test(
  'when the way to the file is broken writes are refused with 503, and it heals without a restart',
  onSqlite,
  async (t) => {
    const server = await startServer(t)
    const cookie = await signUp(server)
    const { DATA_DIR } = server.config
    renameSync(DATA_DIR, `${DATA_DIR}.elsewhere`)
    symlinkSync(DATA_DIR, DATA_DIR)
    assert.equal((await server.request('POST', '/auth/login', { json: somebody })).text, UNAVAILABLE)
    assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
    rmSync(DATA_DIR)
    renameSync(`${DATA_DIR}.elsewhere`, DATA_DIR)
    assert.equal((await server.request('POST', '/auth/login', { json: somebody })).status, 200)
  },
)

test('a statement that waits too long for a lock is a 503, and the next one a 200', onPostgres, async (t) => {
  const { DATABASE_URL = '' } = await newEnvironment(t)
  const server = await startServer(t, { DATABASE_URL: `${DATABASE_URL}?statement_timeout=300` })
  const cookie = await signUp(server)
  await server.storage.db.transaction().execute(async (tx) => {
    await sql`lock table account in access exclusive mode`.execute(tx)
    assert.equal((await server.request('GET', '/home', { cookie })).text, UNAVAILABLE)
  })
  assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
})

test('a database that was dropped is a 503', onPostgres, async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  await runOnPostgres(`drop database ${new URL(server.config.DATABASE_URL).pathname.slice(1)} with (force)`)
  assert.equal((await server.request('GET', '/home', { cookie })).text, UNAVAILABLE)
  assert.equal((await server.request('GET', '/home', { cookie })).text, UNAVAILABLE)
})

test('a database that became read-only is not ready, and is again once it takes writes', onPostgres, async (t) => {
  const { DATABASE_URL = '' } = await newEnvironment(t)
  const name = new URL(DATABASE_URL).pathname.slice(1)
  const proxy = await startProxy(t, DATABASE_URL)
  const server = await startServer(t, { DATABASE_URL: proxy.url })
  const cookie = await signUp(server)
  for (const [readOnly, status] of [
    ['on', 503],
    ['off', 200],
  ] as const) {
    await runOnPostgres(`alter database ${name} set default_transaction_read_only = ${readOnly}`)
    proxy.cut()
    await proxy.restore()
    assert.equal((await server.request('GET', '/readyz')).status, status)
    assert.equal((await server.request('POST', '/auth/login', { json: somebody })).status, status)
    assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
  }
})

const FAILURES: Readonly<Record<string, string>> = {
  '08006': 'connection failure',
  '25006': 'read-only transaction',
  '28000': 'role that may not log in',
  '28P01': 'wrong password of the role',
  '3D000': 'no such database',
  '40001': 'serialization failure',
  '40P01': 'deadlock',
  '53100': 'disk full',
  '53300': 'too many connections',
  '55P03': 'lock not available',
  '57014': 'statement timeout',
  '57P01': 'shutdown',
  '58030': 'input/output error',
  XX001: 'data corrupted',
  ECONNREFUSED: 'nobody listens',
  EAI_AGAIN: 'name not resolved',
}
const BUGS: Readonly<Record<string, string>> = {
  '22P02': 'malformed value',
  '23503': 'foreign key',
  '23505': 'unique key',
  '42P01': 'no such table',
  '42601': 'syntax error',
  ENOENT: 'no such file',
}

for (const [kind, codes, failure] of [
  ['storage trouble', FAILURES, true],
  ['a bug', BUGS, false],
] as const)
  for (const [code, meaning] of Object.entries(codes))
    test(`${code} (${meaning}) is ${kind}`, () => {
      assert.equal(isStorageFailure(Object.assign(new Error(meaning), { code })), failure)
    })
