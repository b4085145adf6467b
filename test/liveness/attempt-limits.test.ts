import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSessionKeys } from '../../src/evidence/session-keys.ts'
import { sealProgress } from '../../src/evidence/session-progress.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { initialProgress, POSITIONING_FRAMES_MAX } from '../../src/liveness/decision/progress.ts'
import { findSession } from '../../src/liveness/sessions/queries.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { type RequestOptions, signUp, startServer, type TestServer } from '../server.ts'
import { beginAttempt, openSession, sendFrame } from './capture-client.ts'
import { accountOf, attempt, begin, subjectOf, waitOf } from './past-attempts.ts'
import { subjectA } from './people.ts'

const person = { owner: accountOf('a person'), address: '192.0.2.1' }
const MINUTE_S = 60
const HOUR_S = 3_600
const DAY_S = 86_400

for (const owner of [accountOf('a person'), subjectOf('a key', 'a subject')])
  test(`${owner.subject ?? 'an account'} waits ten minutes after five retries, then an hour, then a day`, async (t) => {
    const server = await startServer(t)
    for (const waitSeconds of [10 * MINUTE_S, HOUR_S, DAY_S, 10 * MINUTE_S]) {
      for (let retry = 0; retry < 5; retry++) await attempt(server, { ...person, owner }, 'inconclusive')
      assert.equal(await waitOf(server, { ...person, owner }), waitSeconds)
      server.clock.advance(waitSeconds * 1000 - 1)
      assert.equal(await waitOf(server, { ...person, owner }), 1)
      server.clock.advance(1)
      assert.equal(await waitOf(server, { ...person, owner }), 0)
    }
    assert.equal(await waitOf(server, { ...person, owner: accountOf('another') }), 0)
  })

test('a spoof weighs as much as three retries', async (t) => {
  const server = await startServer(t)
  await attempt(server, person, 'spoof')
  await attempt(server, person, 'cancelled')
  assert.equal(await waitOf(server, person), 0)
  await attempt(server, person, 'inconclusive')
  assert.equal(await waitOf(server, person), 10 * MINUTE_S)
})

test('a live verdict clears a person’s retries', async (t) => {
  const server = await startServer(t)
  for (let round = 0; round < 5; round++) {
    for (let retry = 0; retry < 4; retry++) await attempt(server, person, 'inconclusive')
    await attempt(server, person, 'live')
  }
  assert.equal(await waitOf(server, person), 0)
})

test('a live verdict clears no spoof: who has a face of his own gains nothing by showing it in between', async (t) => {
  const server = await startServer(t)
  await attempt(server, person, 'spoof')
  await attempt(server, person, 'live')
  await attempt(server, person, 'spoof')
  assert.equal(await waitOf(server, person), 10 * MINUTE_S)
  server.clock.advance(10 * MINUTE_S * 1000)
  await attempt(server, person, 'live')
  await attempt(server, person, 'spoof')
  await attempt(server, person, 'live')
  await attempt(server, person, 'spoof')
  assert.equal(await waitOf(server, person), HOUR_S)
})

test('attempts that run count, and a live verdict does not clear them', async (t) => {
  const server = await startServer(t)
  for (let running = 0; running < 4; running++) await begin(server, person)
  await attempt(server, person, 'live')
  await begin(server, person)
  const waitSeconds = await waitOf(server, person)
  server.clock.advance(waitSeconds * 1000 - 1)
  assert.ok((await waitOf(server, person)) > 0)
  server.clock.advance(1)
  assert.equal(await waitOf(server, person), 0, 'all ran out, and the time that was told is true')
})

test('an attempt whose time ran out failed then, before anything swept it and after', async (t) => {
  const server = await startServer(t, { LIVENESS_FAILURES_MAX: '1', LIVENESS_SESSION_SECONDS: '120' })
  const { key } = await newKey(server)
  const session = await openSession(server, key, { subject: 'a subject', actions: ['turn_left'] })
  const begun = await beginAttempt(server, session, subjectA())
  assert.equal(begun.status, 200)
  const open = () => server.request('POST', '/liveness/sessions', { json: { subject: 'a subject' }, headers: of(key) })
  server.clock.advance(300_000)
  const before = await open()
  assert.equal(before.json.error, 'too_many_requests')
  await sweep({ ...server, ...server.storage })
  const after = await open()
  assert.equal(after.headers.get('retry-after'), before.headers.get('retry-after'))
  server.clock.advance(Number(after.headers.get('retry-after')) * 1000)
  assert.equal((await open()).status, 201)
})

test('spoofs of ever new accounts stop their network, for longer each time, and no other network', async (t) => {
  const server = await startServer(t, { LIVENESS_NETWORK_FAILURES_MAX: '100' })
  const fresh = (number: number, address = '192.0.2.1') => ({ owner: accountOf(`account ${number}`), address })
  let accounts = 0
  for (const waitSeconds of [10 * MINUTE_S, HOUR_S, DAY_S]) {
    for (let spoof = 0; spoof < 4; spoof++) {
      assert.equal(await waitOf(server, fresh(accounts)), 0)
      await attempt(server, fresh(accounts++), 'spoof')
    }
    assert.equal(await waitOf(server, fresh(accounts)), waitSeconds)
    assert.equal(await waitOf(server, fresh(accounts, '192.0.2.2')), 0)
    server.clock.advance(waitSeconds * 1000)
  }
})

test('a network is not cleared by a live verdict, nor by deleting the accounts that failed', async (t) => {
  const server = await startServer(t, { LIVENESS_NETWORK_FAILURES_MAX: '50' })
  const cookie = await signUp(server)
  const { id } = await server.storage.db.selectFrom('account').select('id').executeTakeFirstOrThrow()
  await attempt(server, { ...person, owner: accountOf(id) }, 'spoof')
  await attempt(server, { ...person, owner: accountOf('own face') }, 'live')
  await attempt(server, { ...person, owner: accountOf('another') }, 'spoof')
  assert.equal((await server.request('DELETE', '/user/delete', { cookie })).status, 200)
  assert.equal(await waitOf(server, { ...person, owner: accountOf('a third') }), 10 * MINUTE_S)
})

test('four hundred people behind one address who need a second try stop nobody', async (t) => {
  const server = await startServer(t)
  for (let number = 0; number < 400; number++)
    await begin(server, { owner: accountOf(`account ${number}`), address: person.address })
  for (let number = 0; number < 3; number++)
    await attempt(server, { owner: accountOf(`account ${number}`), address: person.address }, 'spoof')
  assert.equal(await waitOf(server, { owner: accountOf('the next'), address: person.address }), 0)
})

test('an IPv6 network is a /64, and ten times as much counts for its /48', async (t) => {
  const server = await startServer(t, { LIVENESS_NETWORK_FAILURES_MAX: '25' })
  const from = (net: number, host: number) => ({
    owner: accountOf(`account ${net}.${host}`),
    address: `2001:db8:1:${net}::${host}`,
  })
  await attempt(server, from(0, 1), 'spoof')
  assert.ok((await waitOf(server, from(0, 2))) > 0)
  for (let net = 1; net < 10; net++) await attempt(server, from(net, 1), 'spoof')
  assert.ok((await waitOf(server, from(99, 1))) > 0)
  assert.equal(await waitOf(server, { ...from(0, 1), owner: person.owner, address: '2001:db8:2::1' }), 0)
})

test('of attempts begun at once from one network no more are admitted than may fail', async (t) => {
  const server = await startServer(t, { LIVENESS_NETWORK_FAILURES_MAX: '7' })
  const begun = await Promise.allSettled(
    Array.from({ length: 20 }, (_, number) => begin(server, { ...person, owner: accountOf(`account ${number}`) })),
  )
  assert.equal(begun.filter(({ status }) => status === 'fulfilled').length, 7)
})

test('a verdict without an attempt counts as one: nobody tries for nothing what is called a spoof', async (t) => {
  const server = await startServer(t, { LIVENESS_FAILURES_MAX: '3' })
  const { db } = server.storage
  const { key } = await newKey(server)
  const session = await openSession(server, key, { subject: 'a subject', actions: ['turn_left'] })
  const opened = (await findSession(db, session.id))!
  const progress = initialProgress(opened.terms)
  const known = {
    ...progress,
    frames: { ...progress.frames, received: POSITIONING_FRAMES_MAX - 1 },
    freshness: { ...progress.freshness, seenElsewhere: 1 },
  }
  const sealed = sealProgress(openSessionKeys(server.evidenceKeys, opened), session.id, known)
  await db.updateTable('liveness_session').set({ progress: sealed }).where('id', '=', session.id).execute()
  const picture = await subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 })
  assert.equal((await sendFrame(server, session, 0, picture)).json.data.verdict, 'spoof')
  const { apiKeyId, subject } = opened
  assert.equal(await waitOf(server, { ...person, owner: subjectOf(apiKeyId!, subject) }), 10 * MINUTE_S)
})

test('of people whom a back end does not name, spoofs count, and only while they outnumber who is live', async (t) => {
  const server = await startServer(t, { LIVENESS_KEY_SPOOFS_MAX: '10', LIVENESS_NETWORK_FAILURES_MAX: '0' })
  const { id, key } = await newKey(server)
  const unnamed = { ...person, owner: subjectOf(id, null) }
  const open = (json: object) => server.request('POST', '/liveness/sessions', { json, headers: of(key) })
  const many = async (count: number, verdict: 'live' | 'spoof' | 'inconclusive') => {
    for (let number = 0; number < count; number++) await attempt(server, unnamed, verdict)
  }
  await many(60, 'inconclusive')
  await many(9, 'spoof')
  assert.equal((await open({})).status, 201)
  await many(1, 'spoof')
  const refused = await open({})
  assert.equal(refused.json.error, 'too_many_requests')
  assert.equal(Number(refused.headers.get('retry-after')), 10 * MINUTE_S - 10)
  assert.equal(await waitOf(server, unnamed), 10 * MINUTE_S - 10)
  assert.equal((await open({ subject: 'somebody' })).status, 201)
  assert.equal((await openWith(server, (await newKey(server)).key)).status, 201)
  server.clock.advance(Number(refused.headers.get('retry-after')) * 1000)
  assert.equal((await open({})).status, 201)
  await many(20, 'live')
  await many(20, 'spoof')
  assert.equal((await open({})).status, 201)
  await many(1, 'spoof')
  assert.equal((await open({})).status, 429)
})

test('the network that counts is where the pictures come from, not the back end that opened the session', async (t) => {
  const server = await startServer(t, { LIVENESS_NETWORK_FAILURES_MAX: '1', TRUSTED_PROXIES: '127.0.0.1' })
  const { key } = await newKey(server)
  const [backEnd, phone, other] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((address) => behind(server, address))
  const opened = await Promise.all([0, 1, 2].map(() => openSession(backEnd!, key, { actions: ['turn_left'] })))
  assert.equal((await beginAttempt(backEnd!, opened[0]!, subjectA())).status, 200)
  const another = await openSession(backEnd!, key, { actions: ['turn_left'] })
  assert.equal((await beginAttempt(phone!, opened[1]!, subjectA())).status, 200)
  assert.equal((await beginAttempt(phone!, opened[2]!, subjectA())).json.error, 'too_many_requests')
  assert.equal((await beginAttempt(other!, another, subjectA())).status, 200)
})

test('a person whose network has to wait is told so at the opening', async (t) => {
  const server = await startServer(t, { LIVENESS_NETWORK_FAILURES_MAX: '1' })
  await attempt(server, { owner: accountOf('another'), address: '127.0.0.1' }, 'inconclusive')
  const cookie = await signUp(server)
  const refused = await server.request('POST', '/liveness/sessions', { cookie })
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, `${10 * MINUTE_S}`])
})

test('with 0 networks and keys have no limit, and nothing is kept for them', async (t) => {
  const server = await startServer(t, { LIVENESS_NETWORK_FAILURES_MAX: '0', LIVENESS_KEY_SPOOFS_MAX: '0' })
  const unnamed = { ...person, owner: subjectOf('a key', null) }
  for (let number = 0; number < 100; number++) await attempt(server, unnamed, 'spoof')
  assert.equal(await waitOf(server, unnamed), 0)
  assert.deepEqual(await server.storage.db.selectFrom('liveness_attempt').selectAll().execute(), [])
})

test('what counts names nobody and no address, and is deleted after two days', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  await attempt(server, { owner: subjectOf('a key', 'somebody@example.org'), address: '192.0.2.77' }, 'spoof')
  const kept = JSON.stringify(await db.selectFrom('liveness_attempt').selectAll().execute())
  assert.ok(kept.includes('spoof'))
  assert.doesNotMatch(kept, /somebody|192\.0\.2/)
  server.clock.advance(2 * DAY_S * 1000)
  await sweep({ ...server, ...server.storage })
  assert.deepEqual(await db.selectFrom('liveness_attempt').selectAll().execute(), [])
})

const newKey = ({ storage: { db }, clock }: TestServer) => createApiKey({ db, clock }, 'tests')

const of = (key: string) => ({ authorization: `Bearer ${key}` })

const openWith = (server: TestServer, key: string) => server.request('POST', '/liveness/sessions', { headers: of(key) })

/** The server as it is reached from an address, by a proxy that it trusts. */
function behind(server: TestServer, address: string): TestServer {
  const from = (options: RequestOptions = {}) => ({
    ...options,
    headers: { ...options.headers, 'x-forwarded-for': address },
  })
  return { ...server, request: (method, path, options) => server.request(method, path, from(options)) }
}
