import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sweep } from '../../src/operations/sweep.ts'
import { enableEndpoint } from '../../src/results/webhooks/enable-endpoint.ts'
import { listEndpoints } from '../../src/results/webhooks/endpoint-queries.ts'
import { removeEndpoint } from '../../src/results/webhooks/remove-endpoint.ts'
import { rotateEndpointSecret } from '../../src/results/webhooks/rotate-endpoint-secret.ts'
import { capture, openSession, readSession } from '../liveness/capture-client.ts'
import { subjectA } from '../liveness/people.ts'
import { signUp } from '../server.ts'
import { assertDescribed } from './described-event.ts'
import { startReceiver, status, until, verify } from './receiver.ts'
import { startWebhookServer, type WebhookServer } from './webhook-server.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const RETRY_MS = [5_000, 300_000, 1_800_000, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS)]

const states = async (server: WebhookServer) => (await server.deliveries()).map(({ state }) => state)
const settled = (server: WebhookServer, count: number) =>
  until(async () => (await server.deliveries()).filter(({ attempts }) => attempts > 0).length === count)

test('a verdict is told to each webhook, signed as the specification says, without a score, a picture or a name', async (t) => {
  const [server, one, other] = [await startWebhookServer(t), await startReceiver(t), await startReceiver(t)]
  const secrets = [(await server.add(one.url)).secret, (await server.add(other.url)).secret]
  const session = await openSession(server, server.key, { actions: ['turn_left'], subject: 'subject-1' })
  await capture(server, session, subjectA())
  const read = await readSession(server, session)
  assert.equal(read.state, 'decided')
  for (const [index, receiver] of [one, other].entries()) {
    const [received] = await receiver.count(1)
    t.mock.timers.enable({ apis: ['Date'], now: server.clock.now() })
    verify(secrets[index]!, received!)
    assert.throws(() => verify(secrets[1 - index]!, received!), /No matching signature/)
    t.mock.timers.reset()
    assert.match(secrets[index]!, /^whsec_[A-Za-z0-9+/]{43}=$/)
    assert.equal(received!.headers['content-type'], 'application/json')
    const { session_id, subject, state, verdict, next_action, decided_at } = read
    const data = { session_id, subject, state, verdict, next_action, decided_at }
    assert.deepEqual(received!.body, { type: 'liveness_session.decided', timestamp: decided_at, data })
  }
  assert.equal(one.received[0]!.id, other.received[0]!.id)
  await assertDescribed(server, one.received)
})

test('sessions that are cancelled or run out are told, and a deleted account, each to those who asked for it', async (t) => {
  const [server, all, accounts] = [await startWebhookServer(t), await startReceiver(t), await startReceiver(t)]
  await server.add(all.url)
  await server.add(accounts.url, ['account.deleted'])
  const cancelled = await server.cancelSession()
  await settled(server, 1)
  const { id: expired } = await openSession(server, server.key)
  server.clock.advance(server.config.LIVENESS_SESSION_SECONDS * 1000)
  await sweep({ ...server, ...server.storage })
  await all.count(2)
  const cookie = await signUp(server)
  await server.request('DELETE', '/user/delete', { cookie })
  await all.count(3)
  await assertDescribed(server, all.received)
  const [first, second, third] = all.received.map(({ body }) => body)
  await assert.rejects(assertDescribed(server, [{ body: { ...first, data: third.data } }]), /account_id/)
  const open = { session_id: cancelled, subject: 'subject-1', verdict: null, next_action: null, decided_at: null }
  assert.deepEqual([first.type, first.data], ['liveness_session.cancelled', { ...open, state: 'cancelled' }])
  assert.equal(second.type, 'liveness_session.expired')
  assert.equal(second.data.session_id, expired)
  assert.deepEqual([second.data.verdict, second.data.next_action], ['inconclusive', 'retry'])
  assert.equal(third.type, 'account.deleted')
  assert.deepEqual(Object.keys(third.data), ['account_id', 'receipt'])
  assert.deepEqual(
    (await accounts.count(1)).map(({ body }) => body.type),
    ['account.deleted'],
  )
})

test('where no webhook wants an event, nothing of it is written', async (t) => {
  const server = await startWebhookServer(t)
  const events = () => server.storage.db.selectFrom('webhook_event').select('id').execute()
  await server.cancelSession()
  assert.deepEqual(await events(), [])
  await server.add('http://127.0.0.1:9/', ['account.deleted'])
  await server.cancelSession()
  assert.deepEqual(await events(), [])
})

test('with the deletion of an account goes what webhooks were to tell of its sessions', async (t) => {
  const [server, receiver] = [await startWebhookServer(t), await startReceiver(t)]
  await server.add(receiver.url)
  receiver.answer = status(500)
  const cookie = await signUp(server)
  const { data } = (await server.request('POST', '/liveness/sessions', { cookie, json: {} })).json
  await server.request('DELETE', `/liveness/sessions/${data.session_id}`, { cookie })
  await settled(server, 1)
  receiver.answer = status(204)
  await server.request('DELETE', '/user/delete', { cookie })
  await receiver.count(2)
  await until(async () => (await states(server)).join() === 'delivered')
  const bodies = await server.storage.db.selectFrom('webhook_event').select('body').execute()
  assert.deepEqual(
    bodies.map(({ body }) => JSON.parse(body).type),
    ['account.deleted'],
  )
})

test('a receiver that answers 500 for an hour loses nothing, and hears of the same event under the same id', async (t) => {
  const [server, receiver] = [await startWebhookServer(t), await startReceiver(t)]
  const { secret } = await server.add(receiver.url)
  receiver.answer = status(500)
  await server.cancelSession()
  await settled(server, 1)
  let tries = 1
  for (const waitMs of [5_000, 5 * 60_000, 30 * 60_000]) {
    server.pass(waitMs - 1)
    assert.equal((await receiver.count(tries)).length, tries)
    server.pass(1)
    await receiver.count(++tries)
    await until(async () => (await server.deliveries())[0]?.attempts === tries)
  }
  receiver.answer = status(200)
  server.pass(2 * HOUR_MS)
  await receiver.count(5)
  await until(async () => (await states(server)).join() === 'delivered')
  assert.equal(new Set(receiver.received.map(({ id }) => id)).size, 1)
  t.mock.timers.enable({ apis: ['Date'], now: server.clock.now() })
  verify(secret, receiver.received[4]!)
  assert.throws(() => verify(secret, receiver.received[0]!), /too old/)
  const [endpoint] = await listEndpoints(server.storage.db)
  assert.equal(endpoint!.failingSince, null)
})

test('after the last attempt the webhook is disabled and the log says which, and no more; what waits is sent once it is enabled', async (t) => {
  const [server, receiver] = [await startWebhookServer(t), await startReceiver(t)]
  const { id } = await server.add(`${receiver.url}/secret-path`)
  receiver.answer = status(500)
  await server.enqueue(1)
  for (const [attempts, waitMs] of RETRY_MS.entries()) {
    await until(async () => (await server.deliveries())[0]?.attempts === attempts + 1)
    server.pass(waitMs)
  }
  await until(async () => (await server.deliveries())[0]?.attempts === 10)
  assert.deepEqual(await states(server), ['failed'])
  assert.ok(server.logLines.some((line) => line.includes(id) && line.includes('"level":50')))
  assert.ok(server.logLines.every((line) => !line.includes('secret-path')))
  receiver.answer = status(200)
  const waiting = await server.cancelSession()
  server.pass(DAY_MS)
  assert.deepEqual(await states(server), ['pending', 'failed'])
  assert.equal(await enableEndpoint({ ...server, ...server.storage }, id), 1)
  server.pass(0)
  await receiver.count(11)
  assert.equal(receiver.received[10]!.body.data.session_id, waiting)
  const audit = await server.storage.db.selectFrom('audit').select('event').where('actor', '=', id).execute()
  assert.deepEqual(
    audit.map(({ event }) => event),
    ['webhook_added', 'webhook_disabled', 'webhook_enabled'],
  )
})

test('410 disables a webhook at once, and what it refused is kept', async (t) => {
  const [server, receiver] = [await startWebhookServer(t), await startReceiver(t)]
  const { id } = await server.add(receiver.url)
  receiver.answer = status(410)
  await server.enqueue(1)
  await settled(server, 1)
  const [endpoint] = await listEndpoints(server.storage.db)
  assert.equal(endpoint!.disabledWhy, 'gone')
  receiver.answer = status(200)
  await enableEndpoint({ ...server, ...server.storage }, id)
  server.pass(0)
  await receiver.count(2)
})

test('while a secret is replaced both sign, and after a day only the new one', async (t) => {
  const [server, receiver] = [await startWebhookServer(t), await startReceiver(t)]
  const { secret } = await server.add(receiver.url)
  const needs = { ...server, ...server.storage }
  const [endpoint] = await listEndpoints(server.storage.db)
  const rotated = await rotateEndpointSecret(needs, endpoint!)
  assert.equal(await rotateEndpointSecret(needs, endpoint!), undefined)
  const newest = rotated!.secret
  await server.enqueue(1)
  const [both] = await receiver.count(1)
  for (const one of [secret, newest]) verify(one, both!)
  server.clock.advance(DAY_MS)
  await sweep(needs)
  await server.enqueue(1)
  await receiver.count(2)
  t.mock.timers.enable({ apis: ['Date'], now: server.clock.now() })
  verify(newest, receiver.received[1]!)
  assert.throws(() => verify(secret, receiver.received[1]!), /No matching signature/)
  assert.equal((await server.storage.db.selectFrom('sealed_secret').select('id').execute()).length, 1)
})

test('events about the same arrive one after the other, and only once the one before is taken', async (t) => {
  const [server, receiver] = [await startWebhookServer(t), await startReceiver(t)]
  await server.add(receiver.url)
  receiver.answer = status(503, { 'retry-after': '60' })
  await server.enqueue(3, 'same')
  await settled(server, 1)
  receiver.answer = status(204)
  server.pass(59_000)
  await server.enqueue(1)
  await receiver.count(2)
  await until(async () => (await states(server)).join() === 'delivered,pending,pending,pending')
  server.pass(1_000)
  await receiver.count(5)
  const told = receiver.received.filter((_, index) => index !== 1).map(({ body }) => body.data.account_id)
  assert.deepEqual(told, ['0', '0', '1', '2'])
})

test('a receiver that hangs holds up no other, and what it did not answer is sent again', async (t) => {
  const [server, hanging, quick] = [await startWebhookServer(t), await startReceiver(t), await startReceiver(t)]
  await server.add(hanging.url)
  await server.add(quick.url)
  hanging.answer = () => {}
  await server.enqueue(50)
  await quick.count(50)
  assert.equal(hanging.received.length, 16)
  hanging.answer = status(204)
  hanging.hangUp()
  await hanging.count(50)
  server.pass(5_000)
  await until(async () => (await states(server)).every((state) => state === 'delivered'))
  assert.equal(hanging.received.length, 66)
})

test('a receiver that closes in the middle of its answer has taken nothing, one that answers at length has', async (t) => {
  const [server, receiver] = [await startWebhookServer(t), await startReceiver(t)]
  await server.add(receiver.url)
  receiver.answer = (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => response.destroy(), 20)
  }
  await server.enqueue(1)
  await settled(server, 1)
  assert.deepEqual(await states(server), ['pending'])
  receiver.answer = (response) => void response.writeHead(200).end('x'.repeat(1_000_000))
  server.pass(5_000)
  await until(async () => (await states(server)).join() === 'delivered')
})

test('what was delivered goes after its days, what waits stays, and what a removed webhook was not told goes with it', async (t) => {
  const [server, receiver] = [await startWebhookServer(t), await startReceiver(t)]
  const { id } = await server.add(receiver.url)
  const needs = { ...server, ...server.storage }
  const events = async () => (await server.storage.db.selectFrom('webhook_event').select('id').execute()).length
  await server.enqueue(2)
  await until(async () => (await states(server)).join() === 'delivered,delivered')
  receiver.answer = status(410)
  await server.enqueue(1)
  await settled(server, 3)
  server.clock.advance(29 * DAY_MS)
  await sweep(needs)
  assert.equal(await events(), 3)
  server.clock.advance(2 * DAY_MS)
  await sweep(needs)
  assert.equal(await events(), 1)
  assert.deepEqual(await states(server), ['pending'])
  assert.ok(await removeEndpoint(needs, { id, secretVersion: 1 }))
  assert.equal(await events(), 0)
  assert.deepEqual(await server.storage.db.selectFrom('sealed_secret').select('id').execute(), [])
  server.clock.advance(2 * HOUR_MS)
  await sweep(needs)
  assert.deepEqual(await server.storage.db.selectFrom('webhook_endpoint').select('id').execute(), [])
})

test('metrics tell how many deliveries wait, how old the oldest is, and how attempts ended', async (t) => {
  const [server, receiver] = [await startWebhookServer(t), await startReceiver(t)]
  await server.add(receiver.url)
  await server.enqueue(1)
  await settled(server, 1)
  receiver.answer = status(500)
  await server.enqueue(2)
  await settled(server, 3)
  server.clock.advance(4_000)
  const read = () => server.metrics.registry.metrics()
  // An attempt is counted once what came of it is committed, which is what was waited for.
  await until(async () => (await read()).includes('{outcome="failed"} 2'))
  const text = await read()
  for (const line of [
    'webhook_deliveries_waiting 2',
    'webhook_oldest_seconds 4',
    'webhook_endpoints_disabled 0',
    'webhook_deliveries_total{outcome="delivered"} 1',
    'webhook_deliveries_total{outcome="failed"} 2',
  ])
    assert.ok(text.includes(`\n${line}\n`), line)
})
