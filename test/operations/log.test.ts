import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sendRaw } from '../http/raw.ts'
import { signUp, somebody, startServer } from '../server.ts'

test('no password, token, cookie, name or query reaches the log, whatever goes wrong', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const token = cookie.split('=')[1] ?? ''
  await server.request('GET', `/home?token=${token}`, { cookie })
  await server.request('GET', `/${token}`, { cookie })
  const upgrade =
    'connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg=='
  for (const path of ['/home', '/liveness/sessions/none/stream'])
    await sendRaw(server.url, `GET ${path}?token=${token} HTTP/1.1\r\nhost: x\r\n${upgrade}\r\n\r\n`, 300)
  await server.request('POST', '/auth/login', { json: { ...somebody, password: 'wrong password' } })
  await server.request('POST', '/auth/login', { json: { username: somebody.password, password: 'x' } })
  await server.request('POST', '/auth/login', {
    body: `{"password":"${somebody.password}"`,
    headers: { 'content-type': 'application/json' },
  })
  await server.storage.db.schema.alterTable('account').renameTo('elsewhere').execute()
  assert.equal((await server.request('POST', '/auth/login', { json: somebody })).status, 500)
  assert.equal(
    (await server.request('POST', '/auth/register', { json: { ...somebody, username: 'another' } })).status,
    500,
  )

  const log = server.logLines.join('')
  assert.match(log, /"level":50/)
  for (const secret of [
    token,
    somebody.password,
    somebody.username,
    somebody.fullname,
    'wrong password',
    'another',
    'argon2id',
  ])
    assert.ok(!log.includes(secret), `the log holds ${secret}`)
})

test('an X-Forwarded-For of somebody who is no trusted proxy is warned of once an hour, with the name of the setting', async (t) => {
  const warnings = (server: Awaited<ReturnType<typeof startServer>>) =>
    server.logLines.map((line) => JSON.parse(line)).filter(({ level }) => level === 40)
  const headers = { 'x-forwarded-for': '192.0.2.1' }
  for (const TRUSTED_PROXIES of ['', '10.0.0.0/8']) {
    const server = await startServer(t, { TRUSTED_PROXIES })
    await server.request('GET', '/')
    assert.deepEqual(warnings(server), [])
    for (let index = 0; index < 5; index++) await server.request('GET', '/', { headers })
    const [warning, ...more] = warnings(server)
    assert.match(warning.msg, /X-Forwarded-For is ignored.*TRUSTED_PROXIES/)
    assert.equal(warning.sender, '127.0.0.1')
    assert.deepEqual(more, [])
    server.clock.advance(3_600_000)
    await server.request('GET', '/', { headers })
    assert.equal(warnings(server).length, 2)
  }
  const trusting = await startServer(t, { TRUSTED_PROXIES: '127.0.0.1' })
  await trusting.request('GET', '/', { headers })
  assert.deepEqual(warnings(trusting), [])
})

test('each request is one line of JSON with an id that the response carries too', async (t) => {
  const server = await startServer(t)
  const answer = await server.request('GET', '/home')
  await new Promise((resolve) => setTimeout(resolve, 20))
  const lines = server.logLines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
  assert.equal(lines.length, 1)
  const { requestId, method, route, status, ms, address } = lines[0]
  assert.deepEqual(
    { requestId, method, route, status, address },
    {
      requestId: answer.headers.get('x-request-id'),
      method: 'GET',
      route: '/home',
      status: 401,
      address: '127.0.0.1',
    },
  )
  assert.ok(ms >= 0 && ms < 1000)
})

test('a bug is in full in the log and not at all in the response', async (t) => {
  const server = await startServer(t)
  await server.storage.db.schema.alterTable('login_session').renameTo('elsewhere').execute()
  const answer = await server.request('GET', '/home', { cookie: `X-LIVENESS-TOKEN=${'a'.repeat(43)}` })
  assert.equal(answer.text, '{"status_code":500,"message":"Internal server error"}')
  assert.match(server.logLines.join(''), /login_session/)
})
