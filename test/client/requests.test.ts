import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type LivenessClientOptions, livenessClient } from '../../client/liveness-client.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { capture } from '../liveness/capture-client.ts'
import { subjectA } from '../liveness/people.ts'
import { startServer, type TestServer } from '../server.ts'

const turn = { actions: ['turn_left' as const] }

async function clientOf(server: TestServer, options: Partial<LivenessClientOptions> = {}) {
  const { key: apiKey } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  return { apiKey, client: livenessClient({ url: server.url, apiKey, ...options }) }
}

test('a back end opens a session, waits for its verdict, reads its pictures and erases it', async (t) => {
  const server = await startServer(t)
  const { apiKey, client } = await clientOf(server)
  const { session_id: id, capture_token: token } = await client.open({ subject: 'customer-7', ...turn })
  assert.equal((await client.read(id)).state, 'waiting')
  const waiting = client.wait(id, { seconds: 60 })
  await capture(server, { id, token, owner: { headers: { authorization: `Bearer ${apiKey}` } } }, subjectA())
  const session = await waiting
  assert.deepEqual([session.state, session.verdict, session.subject], ['decided', 'live', 'customer-7'])
  const picture = await client.image(id, session.images[0]!.image_id)
  assert.deepEqual([...picture.subarray(0, 3)], [0xff, 0xd8, 0xff])
  const erased = await client.erase(id)
  assert.deepEqual([erased.verdict, erased.images], ['live', []])
})

test('whoever waits for a session that goes on gets it as it is when the time is up', async (t) => {
  const server = await startServer(t)
  const { client } = await clientOf(server)
  const { session_id: id } = await client.open()
  assert.equal((await client.wait(id, { seconds: 1 })).state, 'waiting')
  await assert.rejects(client.wait(id, { seconds: Number.NaN }), RangeError)
})

test('all sessions are read, a page of them, or those of one subject alone', async (t) => {
  const server = await startServer(t)
  const { client } = await clientOf(server)
  const opened: string[] = []
  for (const subject of ['a', 'b', 'a', 'b', 'a']) {
    opened.unshift((await client.open({ subject })).session_id)
    server.clock.advance(1_000)
  }
  assert.deepEqual(
    (await client.list({ limit: 2 })).map(({ session_id }) => session_id),
    opened.slice(0, 2),
  )
  const all: string[] = []
  for await (const { session_id } of client.each()) all.push(session_id)
  assert.deepEqual(all, opened)
  const ofA: string[] = []
  for await (const { session_id } of client.each({ subject: 'a', state: 'waiting' })) ofA.push(session_id)
  assert.deepEqual(ofA, [opened[0], opened[2], opened[4]])
})

test('pages are read until there are no more, each when it is needed', async (t) => {
  const ids = ['e', 'd', 'c', 'b', 'a']
  const asked: string[] = []
  const { url } = await listen(t, ({ url = '' }, response) => {
    asked.push(url)
    const from = ids.indexOf(new URLSearchParams(url.split('?')[1]).get('before') ?? '') + 1
    response.end(JSON.stringify({ data: ids.slice(from, from + 2).map((session_id) => ({ session_id })) }))
  })
  const client = livenessClient({ url, apiKey: 'lk_1' })
  const sessions = client.each({ verdict: 'live' })
  assert.equal((await sessions.next()).value?.session_id, 'e')
  assert.deepEqual(asked, ['/liveness/sessions?limit=100&verdict=live'])
  const rest: string[] = []
  for await (const { session_id } of sessions) rest.push(session_id)
  assert.deepEqual(rest, ['d', 'c', 'b', 'a'])
})

test('a refusal is an error with status, code, details and the time to wait', async (t) => {
  const server = await startServer(t)
  const { client } = await clientOf(server)
  const stranger = livenessClient({ url: server.url, apiKey: 'lk_unknown' })
  await assert.rejects(stranger.open(), { name: 'LivenessError', status: 401, error: 'unauthorized' })
  await assert.rejects(client.read('unknown'), { status: 404, error: 'not_found' })
  await assert.rejects(client.open({ steps: 70 }), (error: { details: { path: string }[] }) => {
    assert.equal(error.details[0]?.path, '/steps')
    return true
  })
  for (const id of ['', '..', 'a/b', 'a?b', 'x'.repeat(65)])
    await assert.rejects(async () => client.read(id), TypeError)
})

test('an opening whose answer is lost is sent again with the same Idempotency-Key, and opens one session', async (t) => {
  const server = await startServer(t)
  const keys: (string | null)[] = []
  const { client } = await clientOf(server, {
    async fetch(address, init) {
      keys.push(new Headers(init?.headers).get('idempotency-key'))
      const response = await fetch(address, init)
      if (keys.length === 1) throw new TypeError('fetch failed')
      return response
    },
  })
  const { session_id } = await client.open({ subject: 'customer-7' })
  assert.match(String(keys[0]), /^[\w-]{36}$/)
  assert.deepEqual(keys, [keys[0], keys[0]])
  assert.deepEqual(
    (await client.list()).map((session) => session.session_id),
    [session_id],
  )
  await client.open({}, { idempotencyKey: 'order-7' })
  assert.equal(keys.at(-1), 'order-7')
})

test('a busy server is asked again when it said so, but not where that is long, and no more often than permitted', async (t) => {
  let answered = 0
  let [status, retryAfter] = [503, '0']
  const { url } = await listen(t, (_request, response) => {
    answered++
    const error = { status_code: status, message: 'Later', error: 'busy' }
    response.writeHead(status, { 'retry-after': retryAfter }).end(JSON.stringify(error))
  })
  const client = livenessClient({ url, apiKey: 'lk_1', retries: 3 })
  const attempts = async () => {
    answered = 0
    await assert.rejects(client.read('one'), { name: 'LivenessError', status, retryAfterSeconds: Number(retryAfter) })
    return answered
  }
  assert.equal(await attempts(), 4)
  status = 429
  assert.equal(await attempts(), 4)
  retryAfter = '31'
  assert.equal(await attempts(), 1)
  ;[status, retryAfter] = [500, '0']
  assert.equal(await attempts(), 1)
  ;[status, retryAfter] = [409, '0']
  assert.equal(await attempts(), 1)
})

test('a server that does not answer in time, or breaks off, is an error that says so', async (t) => {
  const { url } = await listen(t, (request, response) => {
    if (request.url?.endsWith('/broken')) response.write('{"da', () => response.destroy())
  })
  const client = livenessClient({ url, apiKey: 'lk_1', timeoutMs: 50, retries: 0 })
  await assert.rejects(client.read('silent'), { name: 'LivenessConnectionError', reason: 'timeout' })
  await assert.rejects(client.read('broken'), { name: 'LivenessConnectionError', reason: 'network' })
  const patient = livenessClient({ url, apiKey: 'lk_1', timeoutMs: 50, totalMs: 120, retries: 10 })
  const startedMs = performance.now()
  await assert.rejects(patient.read('silent'), { reason: 'timeout' })
  assert.ok(performance.now() - startedMs < 1_000)
  const gone = livenessClient({ url: 'http://127.0.0.1:1', apiKey: 'lk_1', retries: 1 })
  await assert.rejects(gone.read('one'), (error: Error) => {
    assert.equal(error.name, 'LivenessConnectionError')
    assert.ok(!JSON.stringify([error, error.cause, error.message]).includes('lk_1'))
    return true
  })
})

test('a signal ends a call at once, with its own reason', async (t) => {
  const { url } = await listen(t, () => {})
  const client = livenessClient({ url, apiKey: 'lk_1' })
  const signal = AbortSignal.timeout(30)
  const startedMs = performance.now()
  await assert.rejects(client.wait('one', { seconds: 600, signal }), { name: 'TimeoutError' })
  await assert.rejects(client.read('one', { signal }), { name: 'TimeoutError' })
  assert.ok(performance.now() - startedMs < 1_000)
})

test('an answer that is longer than any should be, no answer of ours, or a redirect is refused', async (t) => {
  const { url } = await listen(t, ({ url: path = '' }, response) => {
    if (path.endsWith('/long')) return void response.end(Buffer.alloc(4 * 1024 * 1024 + 1, ' '))
    if (path.endsWith('/moved')) return void response.writeHead(307, { location: '/liveness/sessions/html' }).end()
    response.setHeader('content-type', 'text/html')
    response.end('<html>')
  })
  const client = livenessClient({ url, apiKey: 'lk_1' })
  await assert.rejects(client.read('long'), { name: 'LivenessConnectionError', reason: 'response_too_large' })
  await assert.rejects(client.read('html'), { name: 'LivenessError', error: 'unexpected_response' })
  await assert.rejects(client.image('html', 'one'), { name: 'LivenessError', error: 'unexpected_response' })
  await assert.rejects(client.read('moved'), { name: 'LivenessError', status: 307 })
})

test('what no client can work with is refused when it is made', () => {
  const options = { url: 'http://127.0.0.1', apiKey: 'lk_1' }
  for (const wrong of [{ url: 'liveness' }, { url: 'file:///x' }, { apiKey: '' }, { apiKey: 'lk_1\n' }])
    assert.throws(() => livenessClient({ ...options, ...wrong }), TypeError)
  for (const wrong of [{ retries: 11 }, { retries: -1 }, { timeoutMs: 0 }, { totalMs: Number.NaN }])
    assert.throws(() => livenessClient({ ...options, ...wrong }), RangeError)
})

async function listen(t: TestContext, answer: RequestListener): Promise<{ url: string }> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
