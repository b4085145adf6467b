import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import { findSession } from '../../src/liveness/sessions/queries.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { environmentOf } from '../commands/cli.ts'
import { signUp, startServer, type TestServer } from '../server.ts'
import { readSession } from './capture-client.ts'
import { attempt, subjectOf } from './past-attempts.ts'

const DAY_MS = 24 * 3_600_000
const asked = { subject: 'customer 7', actions: ['turn_left'] }

async function serverWithKey(t: TestContext, settings: Parameters<typeof startServer>[1] = {}) {
  const server = await startServer(t, settings)
  const newKey = async () => (await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')).key
  return { server, newKey, key: await newKey() }
}

const open = (server: TestServer, apiKey: string, idempotencyKey: string, json: object = asked) =>
  server.request('POST', '/liveness/sessions', {
    json,
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': idempotencyKey },
  })

const countSessions = async ({ storage }: TestServer) =>
  (await storage.db.selectFrom('liveness_session').select('id').execute()).length

const readByToken = (server: TestServer, { session_id: id, capture_token: token }: Record<string, string>) =>
  server.request('GET', `/liveness/sessions/${id}`, { headers: { authorization: `Bearer ${token}` } })

test('the same idempotency key gets the same session again, with a capture token that is good, by any process', async (t) => {
  const { server, key } = await serverWithKey(t)
  const other = await startServer(t, environmentOf(server))
  const first = await open(server, key, 'order 7')
  server.clock.advance(60_000)
  const second = await open(other, key, 'order 7')
  assert.equal(second.status, 201, second.text)
  assert.deepEqual(second.json, first.json)
  assert.equal((await readByToken(server, second.json.data)).status, 200)
  assert.equal(await countSessions(server), 1)
})

test('many at once with one idempotency key make one session, on two processes', async (t) => {
  const { server, key } = await serverWithKey(t)
  const other = await startServer(t, environmentOf(server))
  const answers = await Promise.all(
    [...Array(8)].map((_, index) => open(index % 2 === 0 ? server : other, key, 'order 7')),
  )
  for (const { status, text } of answers) assert.equal(status, 201, text)
  assert.equal(new Set(answers.map(({ json }) => json.data.session_id + json.data.capture_token)).size, 1)
  assert.equal(await countSessions(server), 1)
})

test('a session that ran out is told to be over, whether it was swept yet or not', async (t) => {
  const { server, key } = await serverWithKey(t)
  const { session_id: id } = (await open(server, key, 'order 7')).json.data
  server.clock.advance(120_000)
  const again = await open(server, key, 'order 7')
  assert.deepEqual([again.status, again.json.data.session_id, again.json.data.state], [201, id, 'expired'])
})

test('another body under the same key is refused, and opens nothing', async (t) => {
  const { server, key } = await serverWithKey(t)
  await open(server, key, 'order 7')
  const refused = await open(server, key, 'order 7', { ...asked, subject: 'customer 8' })
  assert.equal(refused.status, 422)
  assert.equal(refused.json.error, 'idempotency_mismatch')
  assert.equal(await countSessions(server), 1)
})

test('an idempotency key is its owner’s alone, a person’s too', async (t) => {
  const { server, key, newKey } = await serverWithKey(t)
  const cookie = await signUp(server)
  const own = () => server.request('POST', '/liveness/sessions', { headers: { cookie, 'idempotency-key': 'order 7' } })
  const opened = [await open(server, key, 'order 7'), await open(server, await newKey(), 'order 7'), await own()]
  assert.equal(new Set(opened.map(({ json }) => json.data.session_id)).size, 3)
  assert.equal((await own()).json.data.session_id, opened[2]?.json.data.session_id)
})

test('the answer is the session as it is by then, also where no other may be opened any more', async (t) => {
  const { server, key } = await serverWithKey(t, { LIVENESS_FAILURES_MAX: '1' })
  const { session_id: id } = (await open(server, key, 'order 7')).json.data
  const { apiKeyId } = (await findSession(server.storage.db, id))!
  await attempt(server, { owner: subjectOf(apiKeyId!, asked.subject), address: '192.0.2.1' }, 'inconclusive')
  await server.request('DELETE', `/liveness/sessions/${id}`, { headers: { authorization: `Bearer ${key}` } })
  assert.equal((await open(server, key, 'order 8')).status, 429)
  const again = await open(server, key, 'order 7')
  assert.deepEqual([again.status, again.json.data.session_id, again.json.data.state], [201, id, 'cancelled'])
  assert.equal((await readByToken(server, again.json.data)).status, 200)
})

test('after a day the key is free, swept or not, and no capture token is kept for it', async (t) => {
  const { server, key } = await serverWithKey(t)
  const { db } = server.storage
  const first = await open(server, key, 'order 7')
  await open(server, key, 'order 8')
  server.clock.advance(DAY_MS - 1)
  assert.equal((await open(server, key, 'order 7')).json.data.session_id, first.json.data.session_id)
  server.clock.advance(1)
  const next = await open(server, key, 'order 7')
  assert.equal(next.status, 201)
  assert.notEqual(next.json.data.session_id, first.json.data.session_id)
  await sweep({ ...server, ...server.storage })
  const kept = await db.selectFrom('idempotency_key').select('session_id').execute()
  assert.deepEqual(
    kept.map(({ session_id }) => session_id),
    [next.json.data.session_id],
  )
  const secrets = await db
    .selectFrom('sealed_secret')
    .selectAll()
    .where('id', 'in', db.selectFrom('idempotency_key').select('id'))
    .execute()
  assert.equal(secrets.length, 1)
})

test('neither the idempotency key nor the capture token is in the database in plain', async (t) => {
  const { server, key } = await serverWithKey(t)
  const { capture_token: token } = (await open(server, key, 'a key that is nobody’s business'.replace('’', "'"))).json
    .data
  const { db } = server.storage
  const rows = [
    ...(await db.selectFrom('idempotency_key').selectAll().execute()),
    ...(await db.selectFrom('sealed_secret').selectAll().execute()),
    ...(await db.selectFrom('liveness_session').selectAll().execute()),
  ]
  const text = rows
    .flatMap((row) => Object.values(row))
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
    .join('\n')
  assert.ok(text.includes('customer 7'))
  assert.ok(!text.includes(token) && !text.includes('nobody'))
})

test('an idempotency key that is empty, too long or not printable is refused by its name', async (t) => {
  const { server, key } = await serverWithKey(t)
  for (const bad of ['', 'x'.repeat(256), 'a\tb', 'naïve']) {
    const refused = await open(server, key, bad)
    assert.equal(refused.status, 400, JSON.stringify(bad))
    assert.equal(refused.json.details[0].path, 'Idempotency-Key')
  }
  assert.equal((await open(server, key, 'x'.repeat(255))).status, 201)
  assert.equal(await countSessions(server), 1)
})

test('a session that could not be opened leaves its idempotency key free', async (t) => {
  const { server, key } = await serverWithKey(t)
  const { db } = server.storage
  const bad = await open(server, key, 'order 7', { actions: ['smile'] })
  assert.equal(bad.status, 400)
  assert.deepEqual(await db.selectFrom('idempotency_key').selectAll().execute(), [])
  const { session_id: id, capture_token: token } = (await open(server, key, 'order 7')).json.data
  assert.equal(
    (await readSession(server, { id, token, owner: { headers: { authorization: `Bearer ${key}` } } })).state,
    'waiting',
  )
})
