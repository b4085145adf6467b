import assert from 'node:assert/strict'
import { test } from 'node:test'
import { removeOperator } from '../../src/admin/remove-operator.ts'
import { buildAdminApp } from '../../src/admin-app.ts'
import { type Answer, request, startServer } from '../server.ts'
import { logIn, makeOperator, OWN_PAGE, postForm } from './operators.ts'

const PATHS = [
  '/admin',
  '/admin/',
  '/admin/login',
  '/admin/admin.css',
  '/admin/sessions',
  `/admin/sessions/${'x'.repeat(300)}`,
  `/%61dmin/sessions/${'x'.repeat(300)}`,
  '/admin/%zz',
]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']
const ORIGIN = 'https://shop.example'
const SENDERS = [{}, OWN_PAGE, { 'sec-fetch-site': 'cross-site' }, { origin: ORIGIN }]

test('without an operator everything under /admin is the 404 of any unknown path, byte for byte', async (t) => {
  const server = await startServer(t, { CORS_ORIGINS: ORIGIN })
  const compare = async (methods: readonly string[]) => {
    for (const method of methods)
      for (const headers of SENDERS) {
        const unknown = comparable(await server.request(method, '/no-such-path', { headers }))
        for (const path of PATHS)
          assert.deepEqual(comparable(await server.request(method, path, { headers })), unknown, `${method} ${path}`)
      }
  }
  await compare(METHODS)
  assert.equal((await server.request('GET', '/admin')).status, 404)
  const operator = await makeOperator(server)
  assert.equal((await server.request('GET', '/admin/login')).status, 200)
  assert.ok(!(await server.request('GET', '/openapi.json')).text.includes('/admin'))
  await removeOperator({ db: server.storage.db, clock: server.clock }, operator.id)
  await compare(['GET', 'POST'])
})

test('with a port of its own the page is on that port alone, and nothing else is', async (t) => {
  const server = await startServer(t, { ADMIN_PORT: '0', ADMIN_HOST: 'Ops.internal', PUBLIC_URL: 'https://a.example' })
  const operator = await makeOperator(server)
  const unknown = comparable(await server.request('GET', '/no-such-path'))
  for (const path of PATHS) assert.deepEqual(comparable(await server.request('GET', path)), unknown, path)

  const app = await buildAdminApp(server.appParts)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => app.close())
  const own = { ...server, request: (...words: Parameters<typeof server.request>) => request(url, ...words) }
  const cookie = await logIn(own, operator)
  assert.match(cookie, /^liveness-admin=/, 'plain http on a private port can not keep a cookie for https alone')
  const page = await own.request('GET', '/admin', { cookie })
  assert.equal(page.status, 200)
  assert.equal(page.headers.get('x-frame-options'), 'DENY')
  assert.ok(page.headers.get('x-request-id'))
  assert.ok(server.logLines.some((line) => line.includes('"route":"/admin"') && line.includes('"status":200')))
  for (const path of ['/', '/home', '/healthz', '/docs', '/openapi.json', '/capture', '/metrics'])
    assert.deepEqual(comparable(await own.request('GET', path)), unknown, path)

  const statusOf = async (host: string) => (await app.inject({ url: '/admin/login', headers: { host } })).statusCode
  for (const host of ['127.0.0.1:8081', '[::1]:8081', 'localhost:1', 'ops.internal', 'a.example'])
    assert.equal(await statusOf(host), 200, host)
  for (const host of ['evil.example', 'a.example.evil.example', 'ops.internal.evil.example', 'b.example:8081'])
    assert.equal(await statusOf(host), 421, host)
  server.state.draining = true
  assert.equal((await own.request('GET', '/admin', { cookie })).headers.get('connection'), 'close')
})

test('an origin that may read the API may not read the operator’s page', async (t) => {
  const server = await startServer(t, { CORS_ORIGINS: ORIGIN })
  const cookie = await logIn(server, await makeOperator(server))
  const { headers } = await server.request('GET', '/admin', { cookie, headers: { origin: ORIGIN } })
  assert.equal(headers.get('access-control-allow-origin'), null)
  assert.equal(headers.get('access-control-allow-credentials'), null)
  const posted = await postForm(server, '/admin/logout', {}, { cookie, headers: { origin: ORIGIN } })
  assert.equal(posted.status, 403)
  assert.equal((await server.request('GET', '/admin', { cookie })).status, 200)
})

function comparable({ status, headers, text }: Answer) {
  const { 'x-request-id': _id, date: _date, ...others } = Object.fromEntries(headers)
  return { status, text, others }
}
