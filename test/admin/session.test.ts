import assert from 'node:assert/strict'
import { test } from 'node:test'
import { removeOperator } from '../../src/admin/remove-operator.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { signUp, startServer, type TestServer } from '../server.ts'
import { logIn, makeOperator, OWN_PAGE, postForm } from './operators.ts'

const MINUTE_MS = 60_000
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

test('the session’s cookie is for /admin alone, out of reach of scripts and other sites', async (t) => {
  const [plain, secure] = await Promise.all([startServer(t), startServer(t, { PUBLIC_URL: 'https://a.example' })])
  const setOf = async (server: TestServer) => {
    const operator = await makeOperator(server)
    const watched: string[] = []
    const request: TestServer['request'] = async (...words) => {
      const answer = await server.request(...words)
      watched.push(answer.headers.get('set-cookie') ?? '')
      return answer
    }
    const cookie = await logIn({ ...server, request }, operator)
    assert.equal((await server.request('GET', '/admin', { cookie })).status, 200)
    const out = await postForm(server, '/admin/logout', {}, { cookie })
    return [...watched, out.headers.get('set-cookie') ?? '']
  }
  const [opened = '', cleared = ''] = await setOf(plain)
  assert.match(opened, /^liveness-admin=[\w-]{43}; Path=\/admin; HttpOnly; SameSite=Strict$/)
  assert.equal(cleared, 'liveness-admin=; Max-Age=0; Path=/admin; HttpOnly; SameSite=Strict')
  const [openedSecure = ''] = await setOf(secure)
  assert.match(openedSecure, /^__Secure-liveness-admin=[\w-]{43}; Path=\/admin; HttpOnly; SameSite=Strict; Secure$/)
  const token = openedSecure.split(/[=;]/)[1] ?? ''
  const rows = JSON.stringify(await secure.storage.db.selectFrom('operator_session').selectAll().execute())
  assert.ok(!rows.includes(token))
})

test('a session ends by logout, by the next login, idle after 15 minutes, and after 8 hours at most', async (t) => {
  const server = await startServer(t)
  const operator = await makeOperator(server)
  const statusWith = async (cookie: string) => (await server.request('GET', '/admin', { cookie })).status

  const first = await logIn(server, operator)
  assert.equal((await postForm(server, '/admin/logout', {}, { cookie: first })).headers.get('location'), '/admin/login')
  assert.equal(await statusWith(first), 303)

  const held = await logIn(server, operator)
  const carrying: TestServer['request'] = (method, path, options) =>
    server.request(method, path, { ...options, cookie: held })
  const next = await logIn({ ...server, request: carrying }, operator)
  assert.notEqual(next, held)
  assert.deepEqual([await statusWith(held), await statusWith(next)], [303, 200])

  server.clock.advance(15 * MINUTE_MS - 1)
  assert.equal(await statusWith(next), 200)
  server.clock.advance(15 * MINUTE_MS)
  assert.equal(await statusWith(next), 303)

  const long = await logIn(server, operator)
  for (let minutes = 0; minutes < 8 * 60; minutes += 14) {
    assert.equal(await statusWith(long), 200)
    server.clock.advance(14 * MINUTE_MS)
  }
  assert.equal(await statusWith(long), 303)
  await sweep({ ...server, ...server.storage })
  assert.deepEqual(await server.storage.db.selectFrom('operator_session').selectAll().execute(), [])
})

test('the sessions of an operator who is removed end at once', async (t) => {
  const server = await startServer(t)
  const [olga, other] = [await makeOperator(server), await makeOperator(server, 'otto')]
  const cookie = await logIn(server, olga)
  const others = await logIn(server, other)
  await removeOperator({ db: server.storage.db, clock: server.clock }, olga.id)
  assert.equal((await server.request('GET', '/admin', { cookie })).status, 303)
  assert.equal((await server.request('GET', '/admin', { cookie: others })).status, 200)
})

test('the cookies of accounts and of operators mean nothing to each other', async (t) => {
  const server = await startServer(t)
  const admin = await logIn(server, await makeOperator(server))
  const person = await signUp(server)
  const [adminToken, personToken] = [admin.split('=')[1], person.split('=')[1]]
  for (const cookie of [
    person,
    `liveness-admin=${personToken}`,
    `__Secure-${admin}`,
    `${admin}; ${admin}`,
    'liveness-admin=',
  ])
    assert.equal((await server.request('GET', '/admin', { cookie })).status, 303, cookie)
  for (const cookie of [admin, `X-LIVENESS-TOKEN=${adminToken}`])
    assert.equal((await server.request('GET', '/home', { cookie })).status, 401)
  const both = { cookie: `${person}; ${admin}` }
  assert.equal((await server.request('GET', '/admin', both)).status, 200)
  assert.equal((await server.request('GET', '/home', both)).status, 200)
})

test('only a page of the server itself changes something under /admin', async (t) => {
  const server = await startServer(t, { PUBLIC_URL: 'http://a.example' })
  const cookie = await logIn(server, await makeOperator(server))
  const refused: Record<string, string>[] = [
    {},
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: server.url },
    { origin: 'null' },
    { origin: '' },
    { origin: 'http://a.example.evil.example' },
    { origin: 'https://evil.example' },
  ]
  for (const headers of refused)
    for (const path of ['/admin/logout', '/admin/login']) {
      const answer = await server.request('POST', path, { cookie, body: 'name=x', headers: { ...FORM, ...headers } })
      assert.equal(answer.status, 403, JSON.stringify(headers))
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/)
    }
  assert.equal((await server.request('GET', '/admin', { cookie })).status, 200)
  for (const headers of [OWN_PAGE, { origin: 'http://a.example' }, { origin: server.url }])
    assert.equal((await postForm(server, '/admin/logout', {}, { headers })).status, 401)
  assert.equal((await postForm(server, '/admin/logout', {}, { cookie, headers: { origin: server.url } })).status, 303)
})

test('a form has 4096 bytes at most, and is nothing but a form', async (t) => {
  const server = await startServer(t)
  await makeOperator(server)
  const send = (body: string, type = FORM['content-type']) =>
    server.request('POST', '/admin/login', { body, headers: { ...OWN_PAGE, 'content-type': type } })
  const fields = 'name=a&password=b&code=c&more='
  assert.equal((await send(fields + 'x'.repeat(4096 - fields.length))).status, 401)
  const tooLarge = await send(fields + 'x'.repeat(4097 - fields.length))
  assert.equal(tooLarge.status, 413)
  assert.match(tooLarge.text, /at most 4096 bytes/)
  assert.equal((await send('{"name":"a"}', 'application/json')).status, 415)
  assert.equal((await send('')).status, 401)
})

test('a page loads its own style and nothing else, is kept by no cache and shown in no frame', async (t) => {
  const server = await startServer(t)
  const cookie = await logIn(server, await makeOperator(server))
  const pages = [
    await server.request('GET', '/admin', { cookie }),
    await server.request('GET', '/admin/login'),
    await postForm(server, '/admin/login', { name: '<script>alert(1)</script>' }),
  ]
  for (const { headers, text } of pages) {
    assert.equal(
      headers.get('content-security-policy'),
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('referrer-policy'), 'same-origin')
    assert.match(headers.get('x-robots-tag') ?? '', /noindex/)
    assert.match(text, /^<!doctype html>\n<html lang="en">/)
    assert.doesNotMatch(text, /<script|style=|undefined|\[object/)
  }
  const style = await server.request('GET', '/admin/admin.css')
  assert.match(style.headers.get('content-type') ?? '', /^text\/css/)
  assert.equal((await server.request('GET', '/admin/no-such-page', { cookie })).status, 404)
})
