import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAudit } from '../../src/audit/queries.ts'
import { readConfig } from '../../src/config.ts'
import { listApiKeys } from '../../src/identity/api-key-queries.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { DEFAULT_SCOPES, scopes as everyScope, type Scope } from '../../src/identity/scopes.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { migrations } from '../../src/storage/migrations.ts'
import { openStorage } from '../../src/storage/open.ts'
import { newEnvironment, startServer, type TestServer } from '../server.ts'
import { openOwnSession, openSession } from './capture-client.ts'

const DAY_MS = 86_400_000

async function newKey({ storage: { db }, clock }: TestServer, options: Parameters<typeof createApiKey>[2] = {}) {
  const { id, key } = await createApiKey({ db, clock }, 'tests', options)
  return { id, key, headers: { authorization: `Bearer ${key}` } }
}

test('each thing that a back end does needs its scope, and a key without it is told which one', async (t) => {
  const server = await startServer(t)
  const owner = await newKey(server, { scopes: everyScope })
  const { id } = await openSession(server, owner.key)
  const calls: [Scope, string, string, status: number][] = [
    ['sessions:create', 'POST', '/liveness/sessions', 201],
    ['sessions:create', 'POST', '/liveness/check', 415],
    ['sessions:read', 'GET', '/liveness/sessions', 200],
    ['sessions:read', 'GET', `/liveness/sessions/${id}`, 200],
    ['images:read', 'GET', `/liveness/sessions/${id}/images/none`, 404],
    ['sessions:erase', 'DELETE', `/liveness/sessions/${id}`, 200],
  ]
  for (const [scope, method, path, status] of calls) {
    const others = await newKey(server, { scopes: everyScope.filter((each) => each !== scope) })
    const refused = await server.request(method, path, others)
    assert.deepEqual([refused.status, refused.json.error], [403, 'forbidden'], path)
    assert.match(refused.json.message, new RegExp(`needs the scope ${scope}$`))
    assert.equal(
      refused.headers.get('www-authenticate'),
      `Bearer realm="liveness-server", error="insufficient_scope", scope="${scope}"`,
    )
    const only = await newKey(server, { scopes: [scope, 'sessions:all'] })
    assert.equal((await server.request(method, path, only)).status, status, path)
  }
})

test('the OpenAPI document says which scope an operation needs', async (t) => {
  const server = await startServer(t)
  const { paths } = (await server.request('GET', '/openapi.json')).json
  const scopeOf = (path: string, method: string) =>
    paths[path][method].security.find((each: object) => 'backEnd' in each)?.backEnd
  assert.deepEqual(scopeOf('/liveness/sessions', 'post'), ['sessions:create'])
  assert.deepEqual(scopeOf('/liveness/sessions/{id}', 'delete'), ['sessions:erase'])
  assert.deepEqual(scopeOf('/liveness/sessions/{id}/images/{image_id}', 'get'), ['images:read'])
  assert.match((await server.request('GET', '/docs')).text, /a back end \(API key\), scope <code>sessions:erase</)
})

test('a key sees and erases what it opened itself; other sessions do not exist for it, but with sessions:all', async (t) => {
  const server = await startServer(t)
  const [own, other, all] = [await newKey(server), await newKey(server), await newKey(server, { scopes: everyScope })]
  const ofKey = await openSession(server, own.key)
  const ofPerson = await openOwnSession(server)
  const ask = async (method: string, path: string, { headers }: { headers: Record<string, string> }) =>
    (await server.request(method, `/liveness/sessions${path}`, { headers })).status
  for (const { id } of [ofKey, ofPerson]) {
    assert.equal(await ask('GET', `/${id}`, other), 404)
    assert.equal(await ask('GET', `/${id}/images/none`, other), 404)
    assert.equal(await ask('GET', `?before=${id}`, other), 404)
    assert.equal(await ask('DELETE', `/${id}`, other), 404)
    assert.equal(await ask('GET', `/${id}`, all), 200)
  }
  assert.equal(await ask('GET', `/${ofPerson.id}`, own), 404)
  const listed = async ({ headers }: { headers: Record<string, string> }) =>
    (await server.request('GET', '/liveness/sessions', { headers })).json.data.map(
      ({ session_id, state }: Record<string, string>) => [session_id, state],
    )
  assert.deepEqual(await listed(own), [[ofKey.id, 'waiting']], 'what others asked for changed nothing')
  assert.deepEqual(await listed(other), [])
  assert.equal((await listed(all)).length, 2)
  assert.equal(await ask('DELETE', `/${ofKey.id}`, own), 200)
  assert.equal(await ask('DELETE', `/${ofPerson.id}`, all), 200)
})

test('a key that may erase but not read learns by it no more than a person would', async (t) => {
  const server = await startServer(t)
  const { key } = await newKey(server)
  const { id } = await openSession(server, key, { subject: 'customer 7' })
  const { headers } = await newKey(server, { scopes: ['sessions:erase', 'sessions:all'] })
  const { status, json } = await server.request('DELETE', `/liveness/sessions/${id}`, { headers })
  assert.deepEqual([status, json.data.state], [200, 'cancelled'])
  for (const field of ['subject', 'score', 'signals', 'images']) assert.ok(!(field in json.data), field)
})

test('from its end on a key is as unknown as one that was revoked, and its use is in the audit log', async (t) => {
  const server = await startServer(t)
  const { id, headers } = await newKey(server, { expiresAt: server.clock.now() + 60_000 })
  const use = () => server.request('GET', '/liveness/sessions', { headers })
  server.clock.advance(59_999)
  assert.equal((await use()).status, 200)
  server.clock.advance(1)
  const refused = await use()
  assert.deepEqual([refused.status, refused.json.error], [401, 'unauthorized'])
  const lines = (await listAudit(server.storage.db, 0, 100)).filter(({ event }) => event === 'api_key_refused')
  assert.deepEqual(
    lines.map(({ actor }) => actor),
    [id],
  )
})

test('the day of a key’s last use is written once a day, and not by a use that was refused', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  const { headers } = await newKey(server)
  const lastUse = async () => (await listApiKeys(db))[0]?.lastUsedAt
  const use = async () => assert.equal((await server.request('GET', '/liveness/sessions', { headers })).status, 200)
  const today = () => server.clock.now() - (server.clock.now() % DAY_MS)
  assert.equal(await lastUse(), null)
  await use()
  assert.equal(await lastUse(), today())
  const written = t.mock.method(db, 'updateTable')
  await use()
  assert.equal(written.mock.callCount(), 0)
  server.clock.advance(DAY_MS)
  await use()
  assert.equal(await lastUse(), today())
})

test('a key is good where the day of its use cannot be written', async (t) => {
  const server = await startServer(t)
  const { headers } = await newKey(server)
  const full = Object.assign(new Error('disk full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })
  t.mock.method(server.storage.db, 'updateTable', () => {
    throw full
  })
  assert.equal((await server.request('GET', '/liveness/sessions', { headers })).status, 200)
})

test('keys of an earlier release may go on doing all they could, new ones see their own sessions only', async (t) => {
  const reading = readConfig(await newEnvironment(t))
  assert.ok(reading.ok)
  const storage = openStorage(reading.config, () => {})
  t.after(() => storage.db.destroy())
  const { db } = storage
  await migrate(
    storage,
    migrations.filter(({ name }) => name < '0013'),
  )
  await db
    .insertInto('api_key')
    .values({ id: 'old', name: 'old', key_hash: 'x', created_at: 1 } as never)
    .execute()
  await migrate(storage)
  await createApiKey({ db, clock: { id: 'a', now: () => 2 } as never }, 'new')
  const keys = await listApiKeys(db)
  assert.deepEqual(
    keys.map(({ scopes, expiresAt, lastUsedAt }) => [scopes, expiresAt, lastUsedAt]),
    [
      [everyScope, null, null],
      [DEFAULT_SCOPES, null, null],
    ],
  )
  assert.ok(!DEFAULT_SCOPES.includes('sessions:all'))
})
