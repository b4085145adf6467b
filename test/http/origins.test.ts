import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp, somebody, startServer } from '../server.ts'

test('another site may not change anything here', async (t) => {
  const server = await startServer(t, { PUBLIC_URL: 'https://liveness.example' })
  const cookie = await signUp(server)
  const refused = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://liveness.example.evil.test' },
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { origin: 'http://liveness.example' },
  ]
  for (const headers of refused) {
    const answer = await server.request('DELETE', '/user/delete', { cookie, headers })
    assert.equal(answer.text, '{"status_code":403,"message":"Cross-site requests may not change anything here"}')
    assert.equal((await server.request('POST', '/auth/login', { json: somebody, headers })).status, 403)
  }
  const allowed = [
    {},
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://liveness.example' },
    { origin: server.url },
  ]
  for (const headers of allowed)
    assert.equal(
      (await server.request('POST', '/auth/login', { json: somebody, headers })).status,
      200,
      JSON.stringify(headers),
    )
  assert.equal(
    (await server.request('GET', '/home', { cookie, headers: { 'sec-fetch-site': 'cross-site' } })).status,
    200,
  )
})

test('no other origin may read responses, unless it is listed', async (t) => {
  const closed = await startServer(t)
  const origin = 'https://app.example'
  const answer = await closed.request('GET', '/', { headers: { origin } })
  assert.equal(answer.headers.get('access-control-allow-origin'), null)

  const open = await startServer(t, { CORS_ORIGINS: `${origin}, http://localhost:3000` })
  const listed = await open.request('GET', '/', { headers: { origin } })
  assert.equal(listed.headers.get('access-control-allow-origin'), origin)
  assert.equal(listed.headers.get('access-control-allow-credentials'), 'true')
  assert.match(listed.headers.get('vary') ?? '', /origin/i)
  const crossSite = { origin, 'sec-fetch-site': 'cross-site' }
  assert.equal((await open.request('POST', '/auth/register', { json: somebody, headers: crossSite })).status, 201)
  const preflight = await open.request('OPTIONS', '/user/delete', {
    headers: { origin, 'access-control-request-method': 'DELETE' },
  })
  assert.equal(preflight.status, 204)
  assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /DELETE/)
  const evil = await open.request('GET', '/', { headers: { origin: 'https://evil.test' } })
  assert.equal(evil.headers.get('access-control-allow-origin'), null)
})

test('every response carries the security headers and says nothing about the software', async (t) => {
  const server = await startServer(t)
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/home'],
    ['GET', '/nothing'],
    ['PUT', '/'],
    ['OPTIONS', '/'],
  ] as const) {
    const { headers } = await server.request(method, path)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
    assert.equal(headers.get('x-frame-options'), 'DENY')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.match(headers.get('x-request-id') ?? '', /^[\w-]+$/)
    assert.equal(headers.get('server'), null)
    assert.equal(headers.get('x-powered-by'), null)
    assert.equal(headers.get('strict-transport-security'), null)
  }
})
