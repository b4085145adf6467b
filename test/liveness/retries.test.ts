import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import { markRetried } from '../../src/liveness/sessions/retry-queries.ts'
import { signUp, startServer, type TestServer } from '../server.ts'
import { beginAttempt, capture, type OpenSession, openOwnSession, openSession, readSession } from './capture-client.ts'
import { subjectA } from './people.ts'

const LIFETIME_MS = 120_000
const RETRY_MS_MAX = 15 * 60_000
const turn = { actions: ['turn_left'] }

const newKey = async ({ storage, clock }: TestServer) => (await createApiKey({ db: storage.db, clock }, 'tests')).key
const byToken = ({ token }: Pick<OpenSession, 'token'>) => ({ headers: { authorization: `Bearer ${token}` } })
const retry = (server: TestServer, session: OpenSession) =>
  server.request('POST', `/liveness/sessions/${session.id}/retry`, byToken(session))

/** The session that was opened in place of another. */
async function retried(server: TestServer, session: OpenSession): Promise<OpenSession> {
  const { status, json, text } = await retry(server, session)
  assert.equal(status, 201, text)
  assert.equal(json.data.capture_path, `/capture#${json.data.session_id}.${json.data.capture_token}`)
  return { ...session, id: json.data.session_id, token: json.data.capture_token }
}

test('a session that ran out is tried again on its capture token, for the same subject, linked both ways', async (t) => {
  const server = await startServer(t)
  const asked = { ...turn, subject: 'customer 7', return_url: 'https://shop.example/done?order=7' }
  const first = await openSession(server, await newKey(server), asked)
  server.clock.advance(LIFETIME_MS)
  const second = await retried(server, first)
  const [ended, next] = [await readSession(server, first), await readSession(server, second)]
  assert.deepEqual([ended.state, ended.retried_by, ended.retry_of, ended.retries_left], ['expired', second.id, null, 0])
  assert.deepEqual([next.state, next.retried_by, next.retry_of, next.retries_left], ['waiting', null, first.id, 1])
  assert.deepEqual([next.subject, next.return_url], [asked.subject, asked.return_url])
  assert.equal(Date.parse(next.expires_at), server.clock.now() + LIFETIME_MS)
  assert.equal((await beginAttempt(server, second, subjectA())).json.data.step.action, 'turn_left')
})

test('each session is tried again once, however many ask at once, and no oftener than its opener allowed', async (t) => {
  const server = await startServer(t)
  const first = await openSession(server, await newKey(server), { retries: 1 })
  assert.equal((await retry(server, first)).json.error, 'no_retry', 'it is not over')
  server.clock.advance(LIFETIME_MS)
  const responses = await Promise.all([1, 2, 3, 4].map(() => retry(server, first)))
  const opened = responses.filter(({ status }) => status === 201)
  assert.ok(opened.length > 0 && responses.every(({ status, json }) => status === 201 || json.error === 'no_retry'))
  assert.equal(new Set(opened.map(({ json }) => json.data.session_id)).size, 1)
  const now = server.clock.now()
  const marked = await server.storage.db
    .transaction()
    .execute((tx) => markRetried(tx, first.id, { by: 'another', now }))
  assert.equal(marked, false, 'where two processes read it before either wrote')
  const last = await retry(server, first)
  assert.equal(last.status, 201, 'nobody uses the session yet: the response may have been lost')
  const { session_id: id, capture_token: token } = last.json.data
  assert.equal((await beginAttempt(server, { ...first, id, token }, subjectA())).status, 200)
  assert.equal((await retry(server, first)).json.error, 'no_retry', 'it is in use')
  server.clock.advance(LIFETIME_MS)
  const refused = await retry(server, { ...first, id, token })
  assert.deepEqual([refused.status, refused.json.error], [409, 'no_retry'])
  assert.equal((await retry(server, { ...first, token })).status, 401, 'a token is good for its own session')
})

test('a session is tried again soon after its end or not at all', async (t) => {
  const server = await startServer(t)
  const session = await openSession(server, await newKey(server))
  server.clock.advance(LIFETIME_MS)
  assert.equal((await readSession(server, session)).state, 'expired')
  server.clock.advance(RETRY_MS_MAX)
  assert.equal((await retry(server, session)).json.error, 'no_retry')
})

test('only what ended inconclusive is tried again: neither a live session nor one that was cancelled', async (t) => {
  const server = await startServer(t)
  const key = await newKey(server)
  const live = await openSession(server, key, turn)
  await capture(server, live, subjectA())
  assert.equal((await readSession(server, live)).verdict, 'live')
  const cancelled = await openSession(server, key)
  await server.request('DELETE', `/liveness/sessions/${cancelled.id}`, cancelled.owner)
  for (const session of [live, cancelled]) assert.equal((await retry(server, session)).json.error, 'no_retry')
})

test('who has to wait waits on the same link too, and keeps the retry', async (t) => {
  const server = await startServer(t, { LIVENESS_FAILURES_MAX: '1' })
  const session = await openSession(server, await newKey(server), { ...turn, subject: 'impatient' })
  await beginAttempt(server, session, subjectA())
  server.clock.advance(LIFETIME_MS)
  const refused = await retry(server, session)
  assert.deepEqual([refused.status, refused.json.error], [429, 'too_many_requests'])
  server.clock.advance(Number(refused.headers.get('retry-after')) * 1000)
  await retried(server, session)
})

test('a person’s own session can be tried again on its link, without the login', async (t) => {
  const server = await startServer(t)
  const session = await openOwnSession(server)
  server.clock.advance(LIFETIME_MS)
  const again = await retried(server, session)
  assert.equal((await readSession(server, again)).state, 'waiting')
  const { data } = (await server.request('GET', `/liveness/sessions/${again.id}`, byToken(again))).json
  assert.deepEqual([data.return_url, data.retries_left], [null, 1])
})

test('a return_url is https, or what the operator listed, and an API key’s only', async (t) => {
  const server = await startServer(t, { RETURN_URLS: 'MyApp:, http://localhost:3000' })
  const headers = { authorization: `Bearer ${await newKey(server)}` }
  const open = (return_url: string, who: object = { headers }) =>
    server.request('POST', '/liveness/sessions', { json: { return_url }, ...who })
  for (const good of [
    'https://shop.example',
    'https://a.b/c?d=e',
    'myapp://done',
    'myapp:done',
    'http://localhost:3000/',
  ])
    assert.equal((await open(good)).status, 201, good)
  const bad = [
    '',
    'done',
    '/done',
    'other:done',
    'http://shop.example',
    'http://localhost:3001/',
    'javascript:alert(1)',
  ]
  const worse = ['data:text/html,x', 'https://me@shop.example', 'https://shop.example/#x', 'https://shop.example/a b']
  for (const refusedUrl of [...bad, ...worse, `https://shop.example/${'x'.repeat(2000)}`]) {
    const { status, json } = await open(refusedUrl)
    assert.deepEqual([status, json.error, json.details?.[0].path], [400, 'invalid_request', '/return_url'], refusedUrl)
  }
  const person = await open('https://shop.example', { cookie: await signUp(server) })
  assert.deepEqual([person.status, person.json.details[0].path], [400, '/return_url'])
})

test('where https origins are listed, nobody is sent back to another', async (t) => {
  const server = await startServer(t, { RETURN_URLS: 'https://shop.example' })
  const headers = { authorization: `Bearer ${await newKey(server)}` }
  const open = (return_url: string) => server.request('POST', '/liveness/sessions', { json: { return_url }, headers })
  assert.equal((await open('https://shop.example/done')).status, 201)
  assert.equal((await open('https://shop.example.evil/done')).status, 400)
})
