import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from '../server.ts'
import { sendRaw } from './raw.ts'

const ENDPOINTS = [
  ['GET', '/'],
  ['GET', '/home'],
  ['POST', '/auth/register'],
  ['POST', '/auth/login'],
  ['DELETE', '/auth/logout'],
  ['DELETE', '/user/delete'],
] as const

const OFFERS = {
  'HTTP/2':
    'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n',
  'a WebSocket':
    'Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n',
  'a thing nobody knows': 'Connection: Upgrade, close\r\nUpgrade: x\r\n',
}

for (const [offer, headers] of Object.entries(OFFERS))
  test(`a client that offers to go on with ${offer} gets a response as if it had not`, async (t) => {
    const server = await startServer(t)
    for (const [method, path] of ENDPOINTS) {
      const body = method === 'POST' ? '{"username":"nobody at all","password":"x"}' : ''
      const send = async (extra: string) => {
        const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\n${extra}Content-Type: application/json\r\n`
        const answer = await sendRaw(server.url, `${head}Content-Length: ${body.length}\r\n\r\n${body}`)
        return answer.replaceAll(/^(x-request-id|date): .*\r\n/gim, '')
      }
      const answer = await send(headers)
      assert.equal(answer, await send('Connection: close\r\n'), `${method} ${path}`)
      assert.match(answer, /^HTTP\/1\.1 [24]\d\d [\s\S]*{"status_code":\d+,"message":"[^"]+"}$/)
    }
  })

test('a WebSocket where there is none is refused as a request is, in the envelope', async (t) => {
  const server = await startServer(t)
  const ask = (method: string, path: string) =>
    sendRaw(server.url, `${method} ${path} HTTP/1.1\r\nHost: x\r\n${OFFERS['a WebSocket']}\r\n`, 300)
  assert.match(await ask('GET', '/home'), /^HTTP\/1\.1 401 [\s\S]*{"status_code":401,"message":"Unauthorized users"}$/)
  assert.match(await ask('GET', '/nothing'), /^HTTP\/1\.1 404 [\s\S]*"error":"not_found"}$/)
  const stream = '/liveness/sessions/none/stream'
  assert.match(await ask('POST', stream), /^HTTP\/1\.1 405 [\s\S]*"error":"method_not_allowed"}$/)
  assert.match(await ask('GET', stream), /^HTTP\/1\.1 401 [\s\S]*"error":"unauthorized"}$/)
})

test('whatever response a refused stream gets, its connection is ended, and the server drains', {
  timeout: 60_000,
}, async (t) => {
  const server = await startServer(t)
  const stream = (id: string) => `GET /liveness/sessions/${id}/stream HTTP/1.1`
  const upgrade = OFFERS['a WebSocket'].replace(', close', '')
  const refused = {
    'an id that cannot be decoded': [stream('%zz'), `Host: x\r\n${upgrade}`, 404],
    'an id of 250 characters': [stream('a'.repeat(250)), `Host: x\r\n${upgrade}`, 414],
    'no Host': [stream('a'), upgrade, 400],
    'no token': [stream('a'), `Host: x\r\n${upgrade}`, 401],
    'a token that is none': [stream('a'), `Host: x\r\n${upgrade}Sec-WebSocket-Protocol: liveness.v1, token.x\r\n`, 401],
    'another origin': [stream('a'), `Host: x\r\nOrigin: https://evil.example\r\n${upgrade}`, 401],
    'a body': [stream('a'), `Host: x\r\nContent-Length: 5\r\n${upgrade}`, 401],
    'no key': [stream('a'), 'Host: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n', 401],
  } as const
  for (const [what, [line, headers, status]] of Object.entries(refused)) {
    const before = performance.now()
    const answer = await sendRaw(server.url, `${line}\r\n${headers}\r\n`)
    assert.ok(performance.now() - before < 1_000, `${what}: its connection stayed open`)
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), what)
    assert.match(answer, /^connection: close\r$/im, what)
  }
  const { connections } = await new Promise<{ connections: number }>((resolve, reject) =>
    server.app.server.getConnections((error, connections) => (error ? reject(error) : resolve({ connections }))),
  )
  assert.equal(connections, 0)
})
