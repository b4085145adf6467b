import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp, startServer } from '../server.ts'

test('who holds the capture token may read how that one session stands, as a person may, where it leads, and nothing else', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const open = async () => (await server.request('POST', '/liveness/sessions', { cookie, json: {} })).json.data
  const [mine, other] = [await open(), await open()]
  const headers = { authorization: `Bearer ${mine.capture_token}` }
  const read = (path: string) => server.request('GET', path, { headers })

  const answer = await read(`/liveness/sessions/${mine.session_id}`)
  const own = await server.request('GET', `/liveness/sessions/${mine.session_id}`, { cookie })
  assert.deepEqual([answer.status, answer.json.data.state], [200, 'waiting'])
  assert.deepEqual(answer.json, { ...own.json, data: { ...own.json.data, return_url: null, retries_left: 2 } })

  server.clock.advance(server.config.LIVENESS_SESSION_SECONDS * 1000)
  assert.equal((await read(`/liveness/sessions/${mine.session_id}`)).json.data.state, 'expired')

  assert.equal((await read(`/liveness/sessions/${other.session_id}`)).status, 401)
  assert.equal((await read('/liveness/sessions')).status, 401)
  assert.equal((await server.request('DELETE', `/liveness/sessions/${mine.session_id}`, { headers })).status, 401)
})

test('a page of any origin may ask so, for it has a token and browsers send no cookie along; it may read nothing else', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const { data } = (await server.request('POST', '/liveness/sessions', { cookie, json: {} })).json
  const path = `/liveness/sessions/${data.session_id}`
  const origin = 'https://shop.example'
  const preflight = await server.request('OPTIONS', path, {
    headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
  })
  assert.equal(preflight.status, 204)
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'authorization')
  const readable = async (method: string, to: string, headers: Record<string, string>) =>
    (await server.request(method, to, { headers: { origin, ...headers } })).headers.get('access-control-allow-origin')
  for (const token of [data.capture_token, 'another'])
    assert.equal(await readable('GET', path, { authorization: `Bearer ${token}` }), '*')
  assert.equal(await readable('GET', path, { cookie }), null)
  assert.equal(await readable('GET', '/liveness/sessions', { authorization: `Bearer ${data.capture_token}` }), null)
  assert.equal(await readable('DELETE', path, { authorization: `Bearer ${data.capture_token}` }), null)

  const listing = await startServer(t, { CORS_ORIGINS: origin })
  const listed = await listing.request('GET', path, { headers: { origin, authorization: 'Bearer another' } })
  assert.equal(listed.headers.get('access-control-allow-origin'), origin)
})
