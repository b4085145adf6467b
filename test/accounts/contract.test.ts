import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, type RequestOptions, signUp, somebody, startServer } from '../server.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

/** The contract to the byte: status, type and body. */
function assertAnswer(answer: Answer, status: number, message: string): void {
  assert.equal(answer.text, `{"status_code":${status},"message":${JSON.stringify(message)}}`)
  assert.equal(answer.status, status)
  assert.equal(answer.headers.get('content-type'), JSON_TYPE)
}

test('the front door responds that it was found', async (t) => {
  const server = await startServer(t)
  assertAnswer(await server.request('GET', '/'), 200, 'You found me!')
})

test('an account lives from registration over login and greeting to logout and deletion', async (t) => {
  const server = await startServer(t)
  const example = { fullname: 'fullname', username: 'username', password: 'password' }
  const registered = await server.request('POST', '/auth/register', { json: example })
  assertAnswer(registered, 201, 'Successfully created account!')
  assert.equal(registered.cookie, undefined)

  const loggedIn = await server.request('POST', '/auth/login', { json: example })
  assertAnswer(loggedIn, 200, 'Login successfully!')
  const { cookie } = loggedIn
  assertAnswer(await server.request('GET', '/home', { cookie }), 200, 'Hello fullname')

  const loggedOut = await server.request('DELETE', '/auth/logout', { cookie })
  assertAnswer(loggedOut, 200, 'Logged out')
  assert.match(
    loggedOut.headers.get('set-cookie') ?? '',
    /^X-LIVENESS-TOKEN=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/,
  )
  assertAnswer(await server.request('GET', '/home', { cookie }), 401, 'Unauthorized users')

  const again = (await server.request('POST', '/auth/login', { json: example })).cookie
  const deleted = await server.request('DELETE', '/user/delete', { cookie: again })
  assertAnswer(deleted, 200, 'Successfully deleted user!')
  assert.match(deleted.headers.get('set-cookie') ?? '', /^X-LIVENESS-TOKEN=; Max-Age=0;/)
  assertAnswer(await server.request('GET', '/home', { cookie: again }), 401, 'Unauthorized users')
  assertAnswer(await server.request('POST', '/auth/login', { json: example }), 400, 'Username not found!')
  assertAnswer(await server.request('POST', '/auth/register', { json: example }), 201, 'Successfully created account!')
})

test('logging out without a login, and deleting without one, respond as the contract says', async (t) => {
  const server = await startServer(t)
  assertAnswer(await server.request('DELETE', '/auth/logout'), 200, 'Logged out')
  assertAnswer(await server.request('DELETE', '/user/delete'), 400, 'Unauthorized users')
})

test('a registration that lacks a field gets that message, whatever the field holds instead of text', async (t) => {
  const server = await startServer(t)
  const message = 'Name, Username, and Password is required'
  for (const field of ['fullname', 'username', 'password'])
    for (const value of [undefined, null, '', ' ', '\t\n ', 12345, true, ['fullname'], { a: 1 }])
      assertAnswer(
        await server.request('POST', '/auth/register', { json: { ...somebody, [field]: value } }),
        400,
        message,
      )
  for (const body of ['null', '[]', '"text"', '12', 'true', '{}']) assertAnswer(await registerRaw(body), 400, message)
  assertAnswer(await server.request('POST', '/auth/register'), 400, message)
  assertAnswer(await registerRaw(''), 400, message)

  function registerRaw(body: string): Promise<Answer> {
    return server.request('POST', '/auth/register', { body, headers: { 'content-type': 'application/json' } })
  }
})

test('each field needs five characters, counted as people count them', async (t) => {
  const server = await startServer(t)
  const tooShort = 'Fullname, Username, and Password at least 5 characters'
  for (const field of ['fullname', 'username', 'password'])
    for (const value of ['a', 'abcd', '😀😀😀😀'])
      assertAnswer(
        await server.request('POST', '/auth/register', { json: { ...somebody, [field]: value } }),
        400,
        tooShort,
      )
  const emoji = { fullname: '😀😀😀😀😀', username: '😀😀😀😀😀', password: '😀😀😀😀😀' }
  assertAnswer(await server.request('POST', '/auth/register', { json: emoji }), 201, 'Successfully created account!')
  assertAnswer(await server.request('GET', '/home', { cookie: await signUp(server, emoji) }), 200, 'Hello 😀😀😀😀😀')
})

test('a field over its limit is refused with its name and limit', async (t) => {
  const server = await startServer(t, { REGISTRATIONS_PER_HOUR: '0' })
  const register = (change: object) => server.request('POST', '/auth/register', { json: { ...somebody, ...change } })
  assertAnswer(await register({ fullname: 'x'.repeat(81) }), 400, 'Fullname at most 80 characters')
  assertAnswer(await register({ username: 'x'.repeat(81) }), 400, 'Username at most 80 characters')
  assertAnswer(await register({ password: 'x'.repeat(1025) }), 400, 'Password at most 1024 bytes')
  assertAnswer(await register({ password: 'é'.repeat(513) }), 400, 'Password at most 1024 bytes')
  assertAnswer(await register({ fullname: 'abcd\0e' }), 400, 'Fullname must be Unicode text without NUL')
  assertAnswer(await register({ username: 'abcd\ud800' }), 400, 'Username must be Unicode text without NUL')
  const widest = { fullname: '😀'.repeat(80), username: 'y'.repeat(80), password: 'é'.repeat(512) }
  assertAnswer(await register(widest), 201, 'Successfully created account!')
  assertAnswer(await server.request('POST', '/auth/login', { json: widest }), 200, 'Login successfully!')
})

test('a username is taken whatever its case or compatibility form, and is greeted as first written', async (t) => {
  const server = await startServer(t)
  const register = (username: string) =>
    server.request('POST', '/auth/register', { json: { fullname: 'Straße Ω', username, password: 'password' } })
  assertAnswer(await register('Straße'), 201, 'Successfully created account!')
  for (const same of ['Straße', 'STRASSE', 'strasse', 'ＳＴＲＡＳＳＥ'])
    assertAnswer(await register(same), 400, 'Username already exist!')
  const login = await server.request('POST', '/auth/login', { json: { username: 'ｓtraßE', password: 'password' } })
  assertAnswer(await server.request('GET', '/home', { cookie: login.cookie }), 200, 'Hello Straße Ω')
})

test('a login that lacks a field, names nobody or has the wrong password gets the message for it', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const login = (options: RequestOptions) => server.request('POST', '/auth/login', options)
  for (const field of ['username', 'password'])
    for (const value of [undefined, null, '', 1, ['x'], {}])
      assertAnswer(await login({ json: { ...somebody, [field]: value } }), 400, 'Username and Password is required')
  assertAnswer(await login({}), 400, 'Username and Password is required')
  assertAnswer(await login({ json: [] }), 400, 'Username and Password is required')
  assertAnswer(await login({ json: { username: 'nobody at all', password: 'x' } }), 400, 'Username not found!')
  assertAnswer(await login({ json: { username: 'no\0body', password: 'x' } }), 400, 'Username not found!')
  assertAnswer(await login({ json: { ...somebody, password: 'x' } }), 400, 'Password is incorrect!')
  assertAnswer(await login({ json: { ...somebody, password: 'x'.repeat(1025) } }), 400, 'Password at most 1024 bytes')
})

test('a password is used byte for byte: no trimming, no cutting at 72 bytes or at a NUL', async (t) => {
  const server = await startServer(t, { LOGIN_FAILURES_PER_ACCOUNT: '100' })
  const pairs = [
    [`${'x'.repeat(71)}ab`, `${'x'.repeat(71)}a`],
    ['pass\0word', 'pass\0w'],
    [' password', 'password'],
    ['password ', 'password'],
    ['p\u00e4ssword', 'pa\u0308ssword'],
  ] as const
  for (const [index, [password, other]] of pairs.entries()) {
    const who = { fullname: 'Some Body', username: `somebody ${index}`, password }
    await signUp(server, who)
    const wrong = await server.request('POST', '/auth/login', { json: { ...who, password: other } })
    assertAnswer(wrong, 400, 'Password is incorrect!')
  }
})

test('fields that nobody asked for are ignored, even dangerous ones', async (t) => {
  const server = await startServer(t)
  const body = `{"__proto__":{"fullname":"polluted"},"constructor":{"prototype":{"x":1}},"id":"mine","created_at":0,${JSON.stringify(somebody).slice(1)}`
  const registered = await server.request('POST', '/auth/register', {
    body,
    headers: { 'content-type': 'application/json' },
  })
  assertAnswer(registered, 201, 'Successfully created account!')
  const account = await server.storage.db.selectFrom('account').selectAll().executeTakeFirstOrThrow()
  assert.notEqual(account.id, 'mine')
  assert.equal(({} as { fullname?: string }).fullname, undefined)
  const inherited = '{"__proto__":{"fullname":"fullname","username":"username","password":"password"}}'
  const refused = await server.request('POST', '/auth/register', {
    body: inherited,
    headers: { 'content-type': 'application/json' },
  })
  assertAnswer(refused, 400, 'Name, Username, and Password is required')
})

test('a field of white space alone is missing, whichever white space Unicode knows', async (t) => {
  const server = await startServer(t)
  for (const space of ['\u0085', '\u3000', '\u2028', '\ufeff', ' \t\n'])
    for (const field of ['fullname', 'username', 'password'])
      assert.equal(
        (await server.request('POST', '/auth/register', { json: { ...somebody, [field]: space.repeat(5) } })).text,
        '{"status_code":400,"message":"Name, Username, and Password is required"}',
      )
})
