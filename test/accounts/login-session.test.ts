import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { listAudit } from '../../src/audit/queries.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { mintToken } from '../../src/token.ts'
import { signUp, somebody, startServer } from '../server.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

test('the cookie is out of reach of scripts and other sites, and of plain http where the public address is https', async (t) => {
  const plain = await startServer(t)
  await signUp(plain)
  const set = (await plain.request('POST', '/auth/login', { json: somebody })).headers.get('set-cookie') ?? ''
  assert.match(set, /^X-LIVENESS-TOKEN=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/)

  const secure = await startServer(t, { PUBLIC_URL: 'https://liveness.example' })
  await signUp(secure)
  const answer = await secure.request('POST', '/auth/login', { json: somebody })
  assert.match(answer.headers.get('set-cookie') ?? '', /; Secure$/)
  assert.match(answer.headers.get('strict-transport-security') ?? '', /max-age=31536000/)
})

test('tokens are 32 random bytes, no two alike, and only their hash is stored', async (t) => {
  const tokens = new Set(Array.from({ length: 100_000 }, mintToken))
  assert.equal(tokens.size, 100_000)
  assert.equal(Buffer.from(mintToken(), 'base64url').length, 32)

  const server = await startServer(t)
  const token = (await signUp(server)).split('=')[1] ?? ''
  const stored = await server.storage.db.selectFrom('login_session').selectAll().execute()
  assert.deepEqual(
    stored.map((session) => session.token_hash),
    [hash('sha256', token, 'base64url')],
  )
  assert.ok(!JSON.stringify(stored).includes(token))
})

test('each login gets a token of its own, and a planted one is not taken over', async (t) => {
  const server = await startServer(t)
  const first = await signUp(server)
  const planted = `X-LIVENESS-TOKEN=${mintToken()}`
  const second = await server.request('POST', '/auth/login', { json: somebody, cookie: planted })
  assert.notEqual(second.cookie, first)
  assert.notEqual(second.cookie, planted)
  assert.equal((await server.request('GET', '/home', { cookie: planted })).status, 401)
  assert.equal((await server.request('GET', '/home', { cookie: first })).status, 200)
})

test('a missing, empty, garbage, oversized, forged or repeated cookie is nobody', async (t) => {
  const server = await startServer(t)
  const good = await signUp(server)
  const bad = [
    undefined,
    'X-LIVENESS-TOKEN=',
    'X-LIVENESS-TOKEN',
    '=;;;=',
    'X-LIVENESS-TOKEN=%00%ff',
    `X-LIVENESS-TOKEN=${'a'.repeat(43)}`,
    `X-LIVENESS-TOKEN=${'a'.repeat(40_000)}`,
    `x-liveness-token=${good.split('=')[1]}`,
    `${good}; ${good}`,
    `${good}; X-LIVENESS-TOKEN=${mintToken()}`,
    `${good}x`,
    `"${good}"`,
    `X-LIVENESS-TOKEN="${good.split('=')[1]}"`,
    `X-LIVENESS-TOKEN=' or 1=1 --`,
  ]
  for (const cookie of bad) {
    const answer = await server.request('GET', '/home', { cookie })
    assert.equal(answer.text, '{"status_code":401,"message":"Unauthorized users"}', `cookie ${cookie?.slice(0, 60)}`)
  }
  const amongOthers = `theme=dark; ${good}; other="a b"; X-LIVENESS-TOKENS=no`
  assert.equal((await server.request('GET', '/home', { cookie: amongOthers })).status, 200)
})

test('a login ends when it was not used for an hour, and use keeps it alive', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  for (let use = 0; use < 5; use++) {
    server.clock.advance(59 * MINUTE_MS)
    assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
  }
  server.clock.advance(60 * MINUTE_MS)
  assert.equal((await server.request('GET', '/home', { cookie })).status, 401)
})

test('a login ends a day after it began, however much it is used', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  for (let minutes = 30; minutes < 24 * 60; minutes += 30) {
    server.clock.advance(30 * MINUTE_MS)
    assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
  }
  server.clock.advance(30 * MINUTE_MS)
  assert.equal((await server.request('GET', '/home', { cookie })).status, 401)
})

test('both timeouts are configurable', async (t) => {
  const server = await startServer(t, { LOGIN_IDLE_MINUTES: '5', LOGIN_MAX_HOURS: '1' })
  const cookie = await signUp(server)
  server.clock.advance(5 * MINUTE_MS - 1)
  assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
  server.clock.advance(5 * MINUTE_MS)
  assert.equal((await server.request('GET', '/home', { cookie })).status, 401)
})

test('using a login is written down at most once a minute', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const usedAt = async () =>
    (await server.storage.db.selectFrom('login_session').select('used_at').executeTakeFirstOrThrow()).used_at
  const atLogin = await usedAt()
  server.clock.advance(MINUTE_MS - 1)
  await server.request('GET', '/home', { cookie })
  assert.equal(await usedAt(), atLogin)
  server.clock.advance(1)
  await server.request('GET', '/home', { cookie })
  assert.equal(await usedAt(), atLogin + MINUTE_MS)
})

test('logging out ends one login, deleting the account ends them all', async (t) => {
  const server = await startServer(t)
  const [phone, tablet, desk] = [await signUp(server), await signUp(server), await signUp(server)]
  await server.request('DELETE', '/auth/logout', { cookie: phone })
  assert.equal((await server.request('GET', '/home', { cookie: phone })).status, 401)
  assert.equal((await server.request('GET', '/home', { cookie: tablet })).status, 200)
  await server.request('DELETE', '/user/delete', { cookie: tablet })
  assert.equal((await server.request('GET', '/home', { cookie: desk })).status, 401)
  assert.equal((await server.storage.db.selectFrom('login_session').selectAll().execute()).length, 0)
})

test('logging in again ends the login that was held, and no other', async (t) => {
  const server = await startServer(t)
  const [phone, tablet] = [await signUp(server), await signUp(server)]
  const another = await signUp(server, { ...somebody, username: 'another one' })
  const login = (json: object, cookie: string) => server.request('POST', '/auth/login', { json, cookie })
  const statusOf = async (cookie: string | undefined) => (await server.request('GET', '/home', { cookie })).status

  assert.equal((await login({ ...somebody, password: 'wrong' }, phone)).status, 400)
  assert.equal(await statusOf(phone), 200, 'a login that failed ends nothing')
  const again = await login(somebody, phone)
  assert.equal(await statusOf(phone), 401)
  assert.equal(await statusOf(again.cookie), 200)
  assert.equal(await statusOf(tablet), 200)
  assert.equal((await login(somebody, another)).status, 200)
  assert.equal(await statusOf(another), 401, 'held by this client, though of another account')
  assert.deepEqual((await listAudit(server.storage.db, 0, 100)).map(({ event }) => event).slice(-4), [
    'logged_out',
    'login_succeeded',
    'logged_out',
    'login_succeeded',
  ])
})

test('logging out, or in again, with two cookies ends every login that they hold', async (t) => {
  const server = await startServer(t)
  for (const [method, path, json] of [
    ['DELETE', '/auth/logout', undefined],
    ['POST', '/auth/login', somebody],
  ] as const) {
    const [first, second, third] = [await signUp(server), await signUp(server), await signUp(server)]
    const held = `${first}; X-LIVENESS-TOKEN=garbage; ${second}; X-LIVENESS-TOKEN=${mintToken()}; ${first}`
    assert.equal((await server.request('GET', '/home', { cookie: held })).status, 401, 'two identify nobody')
    const answer = await server.request(method, path, { cookie: held, json })
    assert.equal(answer.status, 200)
    for (const ended of [first, second])
      assert.equal((await server.request('GET', '/home', { cookie: ended })).status, 401)
    assert.equal((await server.request('GET', '/home', { cookie: third })).status, 200)
  }
  const none = await server.request('DELETE', '/auth/logout', { cookie: 'X-LIVENESS-TOKEN=a; X-LIVENESS-TOKEN=b' })
  assert.equal(none.text, '{"status_code":200,"message":"Logged out"}')
})

test('an account keeps its hundred newest logins', async (t) => {
  const server = await startServer(t)
  const first = await signUp(server)
  const { account_id } = await server.storage.db.selectFrom('login_session').selectAll().executeTakeFirstOrThrow()
  server.clock.advance(1000)
  const rows = Array.from({ length: 99 }, (_, index) => ({
    token_hash: `hash ${index}`,
    account_id,
    created_at: server.clock.now(),
    used_at: server.clock.now(),
  }))
  await server.storage.db.insertInto('login_session').values(rows).execute()
  assert.equal((await server.request('GET', '/home', { cookie: first })).status, 200)
  server.clock.advance(1000)
  const last = (await server.request('POST', '/auth/login', { json: somebody })).cookie
  assert.equal((await server.request('GET', '/home', { cookie: first })).status, 401)
  assert.equal((await server.request('GET', '/home', { cookie: last })).status, 200)
  assert.equal((await server.storage.db.selectFrom('login_session').selectAll().execute()).length, 100)
})

test('an account that another device just deleted cannot be deleted again', async (t) => {
  const server = await startServer(t)
  const [phone, tablet] = [await signUp(server), await signUp(server)]
  const answers = await Promise.all([
    server.request('DELETE', '/user/delete', { cookie: phone }),
    server.request('DELETE', '/user/delete', { cookie: tablet }),
  ])
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const other = answers.find(({ status }) => status !== 200)
  assert.ok(['Failed to delete user!', 'Unauthorized users'].includes(other?.json.message))
  assert.equal(other?.status, 400)
})

test('what the database refuses to delete is still there, whole', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  await server.storage.db.schema
    .createTable('holds_on')
    .addColumn('account_id', 'text', (column) => column.references('account.id').notNull())
    .execute()
  const { id } = await server.storage.db.selectFrom('account').select('id').executeTakeFirstOrThrow()
  await server.storage.db
    .insertInto('holds_on' as never)
    .values({ account_id: id } as never)
    .execute()
  const answer = await server.request('DELETE', '/user/delete', { cookie })
  assert.equal(answer.text, '{"status_code":400,"message":"Failed to delete user!"}')
  assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
})

test('logins past their time are swept away', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  await server.request('POST', '/auth/login', { json: { ...somebody, password: 'wrong' } })
  const count = async (table: 'login_session' | 'throttle') =>
    (await server.storage.db.selectFrom(table).selectAll().execute()).length
  await sweep({ ...server, ...server.storage })
  assert.equal(await count('login_session'), 1)
  server.clock.advance(24 * HOUR_MS + 1)
  await sweep({ ...server, ...server.storage })
  assert.equal(await count('login_session'), 0)
  assert.equal(await count('throttle'), 0)
})
