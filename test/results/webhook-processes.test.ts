import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { openEvidenceKeys } from '../../src/evidence/evidence-keys.ts'
import { addEndpoint } from '../../src/results/webhooks/add-endpoint.ts'
import { claimDeliveries, settleDelivery } from '../../src/results/webhooks/delivery-queries.ts'
import { enqueueEvent } from '../../src/results/webhooks/enqueue-event.ts'
import { listDeliveries } from '../../src/results/webhooks/listing-queries.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { openStorage } from '../../src/storage/open.ts'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { startReceiver, until, verify } from './receiver.ts'

const clock = { now: () => Date.now() }
const LEASE_MS = 30_000

/** A database with a webhook and so many events for it, and no process yet that delivers them. */
async function backlog(t: TestContext, url: string, events: number) {
  const environment = { ...(await newEnvironment(t)), WEBHOOK_NETWORKS: '127.0.0.1' }
  const reading = readConfig(environment)
  assert.ok(reading.ok)
  const storage = openStorage(reading.config, () => {})
  t.after(() => storage.db.destroy())
  await migrate(storage)
  const { db } = storage
  const evidenceKeys = openEvidenceKeys(reading.config)
  const endpoint = await addEndpoint({ db, clock, evidenceKeys }, { url, events: null })
  await db.transaction().execute(async (tx) => {
    for (let index = 0; index < events; index++) {
      const about = { orderKey: `${index}`, accountId: null, data: { account_id: `${index}` } }
      await enqueueEvent(tx, { type: 'account.deleted', ...about }, clock.now())
    }
  })
  const states = async () => {
    const deliveries = await listDeliveries(db, { endpointId: null, state: null, limit: 1_000 })
    return [...new Set(deliveries.map(({ state }) => state))].join()
  }
  return { environment, ...storage, endpoint: endpoint!, states }
}

test('a process killed between decision and delivery loses nothing: another delivers, or the same again', async (t) => {
  const receiver = await startReceiver(t)
  const { environment, db, endpoint, states } = await backlog(t, receiver.url, 5)
  receiver.answer = () => {}
  const killed = await startProcess(t, environment)
  await receiver.count(5)
  await killed.stop('SIGKILL')
  assert.equal(await states(), 'pending')

  receiver.answer = (response) => void response.writeHead(204).end()
  // The lease of who was killed ends.
  await db
    .updateTable('webhook_delivery')
    .set(({ eb }) => ({ due_at: eb('due_at', '-', LEASE_MS) }))
    .execute()
  await startProcess(t, environment)
  await receiver.count(10)
  await until(async () => (await states()) === 'delivered')
  const times = Object.values(Object.groupBy(receiver.received, ({ id }) => id)).map((same) => same?.length)
  assert.deepEqual(times, [2, 2, 2, 2, 2])
  verify(endpoint.secret, receiver.received[9]!)
})

test('two processes deliver what waits, none of it twice', async (t) => {
  const receiver = await startReceiver(t)
  const { environment, states } = await backlog(t, receiver.url, 400)
  await Promise.all([startProcess(t, environment), startProcess(t, environment)])
  await receiver.count(400)
  await until(async () => (await states()) === 'delivered')
  assert.equal(new Set(receiver.received.map(({ id }) => id)).size, 400)
  assert.equal(receiver.received.length, 400)
})

test('what one has claimed no other gets before the lease ends, however many ask at once', async (t) => {
  const { db, dialect, endpoint } = await backlog(t, 'http://127.0.0.1:9/', 100)
  const claim = (lease: string, now: number) =>
    claimDeliveries(db, dialect, { endpointId: endpoint.id, lease, now, leaseMs: LEASE_MS, limit: 40 })
  const now = clock.now()
  const claimed = (await Promise.all(['a', 'b', 'c', 'd'].map((lease) => claim(lease, now)))).flat()
  assert.equal(new Set(claimed.map(({ id }) => id)).size, claimed.length)
  while ((await claim('e', now)).length > 0);
  assert.equal((await claim('f', now + LEASE_MS - 1)).length, 0)
  assert.equal((await claim('g', now + LEASE_MS)).length, 40)
})

test('who comes back after the lease has ended writes nothing: another holds it', async (t) => {
  const { db, dialect, endpoint } = await backlog(t, 'http://127.0.0.1:9/', 1)
  const now = clock.now()
  const claim = async (lease: string, at: number) =>
    (await claimDeliveries(db, dialect, { endpointId: endpoint.id, lease, now: at, leaseMs: LEASE_MS, limit: 1 }))[0]!
  const [late, holding] = [await claim('a', now), await claim('b', now + LEASE_MS)]
  const settle = (held: typeof late, state: 'failed' | 'delivered') =>
    db
      .transaction()
      .execute((tx) => settleDelivery(tx, held, { state, dueAt: now, now: now + LEASE_MS, outcome: state }))
  assert.equal(await settle(late, 'failed'), false)
  assert.equal(await settle(holding, 'delivered'), true)
  const [{ state, attempts }] = (await db.selectFrom('webhook_delivery').select(['state', 'attempts']).execute()) as [
    { state: string; attempts: number },
  ]
  assert.deepEqual([state, attempts], ['delivered', 1])
})
