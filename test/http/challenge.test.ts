import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from '../server.ts'
import { sendRaw } from './raw.ts'

const SCHEME = 'Bearer realm="liveness-server"'
const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n'

const routes = [
  ['POST', '/liveness/sessions'],
  ['GET', '/liveness/sessions'],
  ['HEAD', '/liveness/sessions'],
  ['GET', '/liveness/sessions/none'],
  ['DELETE', '/liveness/sessions/none'],
  ['POST', '/liveness/sessions/none/retry'],
  ['GET', '/liveness/sessions/none/images/none'],
  ['PUT', '/liveness/sessions/none/frames/0'],
  ['POST', '/liveness/check'],
] as const

test('a 401 says how to authenticate, and whether what was sent is no good', async (t) => {
  const server = await startServer(t)
  for (const [method, path] of routes) {
    const nothing = await server.request(method, path)
    assert.deepEqual([nothing.status, nothing.headers.get('www-authenticate')], [401, SCHEME], path)
    const wrong = await server.request(method, path, { headers: { authorization: `Bearer lk_${'x'.repeat(43)}` } })
    assert.deepEqual([wrong.status, wrong.headers.get('www-authenticate')], [401, `${SCHEME}, error="invalid_token"`])
  }
})

test('a stream that is refused for its token says so too', async (t) => {
  const server = await startServer(t)
  const answer = await sendRaw(server.url, `GET /liveness/sessions/none/stream HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n`)
  assert.match(answer, /^HTTP\/1\.1 401 /)
  assert.match(answer, /\r\nwww-authenticate: Bearer realm="liveness-server"\r\n/i)
})

test('a 401 of the contract’s endpoints stays as it was, and no other refusal asks for authentication', async (t) => {
  const server = await startServer(t)
  const calls = [
    ['GET', '/home', 401],
    ['DELETE', '/user/delete', 400],
    ['GET', '/nothing', 404],
    ['PUT', '/liveness/sessions', 405],
  ] as const
  for (const [method, path, status] of calls) {
    const answer = await server.request(method, path)
    assert.deepEqual([answer.status, answer.headers.get('www-authenticate')], [status, null], path)
  }
})
