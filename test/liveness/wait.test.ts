import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApiKey } from '../../src/identity/create-key.ts'
import { openEndWatch } from '../../src/liveness/sessions/end-watch.ts'
import { environmentOf } from '../commands/cli.ts'
import { signUp, startServer, type TestServer } from '../server.ts'
import { type OpenSession, openOwnSession, openSession } from './capture-client.ts'

async function serverWithSession(t: TestContext) {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  return { server, key, session: await openSession(server, key) }
}

const path = ({ id }: OpenSession, seconds: number | string) => `/liveness/sessions/${id}?wait=${seconds}`
const read = (server: TestServer, session: OpenSession, seconds: number | string) =>
  server.request('GET', path(session, seconds), session.owner)
const cancel = (server: TestServer, session: OpenSession) =>
  server.request('DELETE', `/liveness/sessions/${session.id}`, session.owner)

/** How long it took, and the answer. */
async function timed<Result>(work: Promise<Result>): Promise<[ms: number, result: Result]> {
  const from = performance.now()
  const result = await work
  return [performance.now() - from, result]
}

test('a back end that waits is answered when another process ends the session', async (t) => {
  const { server, session } = await serverWithSession(t)
  const other = await startServer(t, environmentOf(server))
  const waiting = timed(read(server, session, 30))
  await sleep(300)
  const ended = performance.now()
  await cancel(other, session)
  const [ms, { status, json }] = await waiting
  assert.deepEqual([status, json.data.state], [200, 'cancelled'])
  assert.ok(ms > 250, `it waited ${ms} ms`)
  assert.ok(performance.now() - ended < 2_000)
})

test('a session that runs out while somebody waits is answered as expired, to the capture token as well', async (t) => {
  const { server, session } = await serverWithSession(t)
  const owner = { headers: { authorization: `Bearer ${session.token}` } }
  const waiting = server.request('GET', path(session, 30), owner)
  await sleep(100)
  server.clock.advance(120_000)
  assert.equal((await waiting).json.data.state, 'expired')
})

test('where nothing happens the answer comes after so many seconds, and at once where the session is over', async (t) => {
  const { server, session } = await serverWithSession(t)
  const [ms, waited] = await timed(read(server, session, 1))
  assert.equal(waited.json.data.state, 'waiting')
  assert.ok(ms >= 950 && ms < 3_000, `${ms} ms`)
  await cancel(server, session)
  const [soon] = await timed(read(server, session, 30))
  assert.ok(soon < 1_000, `${soon} ms`)
})

test('no more than a minute can be waited for, and nothing but whole seconds', async (t) => {
  const { server, session } = await serverWithSession(t)
  for (const seconds of [61, -1, 1.5, 'long']) {
    const refused = await read(server, session, seconds)
    assert.deepEqual([refused.status, refused.json.error], [400, 'invalid_request'], String(seconds))
  }
})

test('one session holds five requests, and each that is gone makes room', async (t) => {
  const { server, session } = await serverWithSession(t)
  const gone = new AbortController()
  const { signal } = gone
  const held = [...Array(5)].map(() => fetch(server.url + path(session, 30), { ...session.owner, signal }))
  const ends = Promise.allSettled(held)
  await sleep(300)
  const refused = await read(server, session, 30)
  assert.deepEqual([refused.status, refused.json.error], [429, 'too_many_requests'])
  assert.equal(refused.headers.get('retry-after'), '1')
  gone.abort()
  for (const { status } of await ends) assert.equal(status, 'rejected')
  const again = read(server, session, 30)
  await sleep(300)
  await cancel(server, session)
  assert.equal((await again).status, 200)
})

test('a process holds a thousand requests, and is too busy for one more', async (t) => {
  const { storage, clock } = await startServer(t)
  const ends = openEndWatch({ db: storage.db, clock, isDraining: () => false })
  const wait = (id: string) => ends.wait({ id, accountId: null }, 30, new AbortController().signal)
  const held = Array.from({ length: 1_000 }, (_, index) => wait(`session ${index}`))
  await assert.rejects(wait('one more'), { name: 'busy', status: 503 })
  await Promise.all(held)
  await wait('one more')
})

test('a request that was gone before it waited takes no room', async (t) => {
  const { server, session } = await serverWithSession(t)
  const { hostname, port, host } = new URL(server.url)
  const { authorization } = session.owner.headers
  const request = `GET ${path(session, 60)} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${authorization}\r\n\r\n`
  for (let index = 0; index < 30; index++) {
    const client = connect(Number(port), hostname).on('error', () => {})
    client.write(request)
    await sleep(2)
    client.destroy()
  }
  await sleep(300)
  assert.equal((await read(server, session, 1)).status, 200)
})

test('an account holds five requests, whichever of its sessions they wait for, and an API key five for each', async (t) => {
  const { server, key, session } = await serverWithSession(t)
  const cookie = await signUp(server)
  const [own, ofKey] = [[await openOwnSession(server, cookie)], [session, await openSession(server, key)]]
  own.push(await openOwnSession(server, cookie))
  const gone = new AbortController()
  t.after(() => gone.abort())
  const hold = (one: OpenSession) => fetch(server.url + path(one, 30), { ...one.owner, signal: gone.signal })
  const held = Promise.allSettled(
    [...Array(3)].flatMap(() => ofKey.map(hold)).concat([...Array(5)].map(() => hold(own[0]!))),
  )
  await sleep(300)
  assert.equal((await read(server, own[1]!, 30)).status, 429)
  assert.equal((await read(server, ofKey[0]!, 1)).status, 200)
  gone.abort()
  for (const { status } of await held) assert.equal(status, 'rejected')
})

test('a server that drains lets all go that wait', async (t) => {
  const { server, session } = await serverWithSession(t)
  const waiting = timed(read(server, session, 30))
  await sleep(100)
  server.state.draining = true
  const [ms, { json }] = await waiting
  assert.equal(json.data.state, 'waiting')
  assert.ok(ms < 2_000, `${ms} ms`)
})

test('where the database can not be asked, nobody is left waiting', async (t) => {
  const { server, session } = await serverWithSession(t)
  const waiting = read(server, session, 30)
  await sleep(100)
  await server.storage.db.schema.alterTable('liveness_session').renameTo('elsewhere').execute()
  const { status } = await waiting
  assert.ok(status >= 500, String(status))
})
