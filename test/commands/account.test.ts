import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findAccount } from '../../src/accounts/queries.ts'
import { signUp, somebody, startServer } from '../server.ts'
import { cli, environmentOf, jsonLines } from './cli.ts'

test('account list shows every account by username, without password hashes', async (t) => {
  const server = await startServer(t)
  for (const username of ['second', 'First', 'third'])
    await server.request('POST', '/auth/register', { json: { ...somebody, username } })
  const asTable = await cli(environmentOf(server), ['account', 'list'])
  assert.equal(asTable.code, 0, asTable.err)
  assert.match(asTable.out, /^USERNAME +FULL NAME +CREATED\nFirst .*\nsecond .*\nthird /)
  const asJson = await cli(environmentOf(server), ['account', 'list', '--json'])
  assert.deepEqual(
    jsonLines(asJson.out).map(({ username }) => username),
    ['First', 'second', 'third'],
  )
  assert.doesNotMatch(asTable.out + asJson.out, /argon2/)
})

test('account list of a new database is empty', async (t) => {
  const server = await startServer(t)
  const { code, out } = await cli(environmentOf(server), ['account', 'list'])
  assert.equal(code, 0)
  assert.equal(out, 'There are no accounts yet.\n')
  assert.equal((await cli(environmentOf(server), ['account', 'list', '--json'])).out, '')
})

test('account list goes on over many pages', async (t) => {
  const server = await startServer(t)
  const { storage } = server
  const rows = Array.from({ length: 1203 }, (_, index) => `user-${String(index).padStart(4, '0')}`)
  for (const username of rows)
    await storage.db
      .insertInto('account')
      .values({
        id: username,
        username,
        username_key: username,
        fullname: 'Some Body',
        password_hash: 'x',
        created_at: 0,
        last_login_network: null,
      })
      .execute()
  const { out } = await cli(environmentOf(server), ['account', 'list', '--json'])
  assert.deepEqual(
    jsonLines(out).map(({ username }) => username),
    rows,
  )
})

test('a name with terminal control characters cannot write to the terminal', async (t) => {
  const server = await startServer(t)
  const fullname = 'Some \u001b[2J\u009b\u202eBody'
  assert.equal((await server.request('POST', '/auth/register', { json: { ...somebody, fullname } })).status, 201)
  for (const words of [
    ['account', 'list'],
    ['account', 'show', somebody.username],
  ]) {
    const { out } = await cli(environmentOf(server), words)
    assert.match(out, /Some/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is there is the point.
    assert.doesNotMatch(out, /[\u001b\u009b\u202e]/)
  }
})

test('account show tells the login sessions that are active', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  await server.request('POST', '/auth/login', { json: somebody })
  const { code, out, err } = await cli(environmentOf(server), ['account', 'show', 'SOMEBODY', '--json'])
  assert.equal(code, 0, err)
  const [account] = jsonLines(out)
  assert.equal(account?.username, 'somebody')
  assert.ok(Array.isArray(account?.login_sessions) && account.login_sessions.length === 2)
  assert.match((await cli(environmentOf(server), ['account', 'show', 'somebody'])).out, /login sessions {2}2/)
})

test('an account that is not there is said so', async (t) => {
  const server = await startServer(t)
  for (const words of [['show'], ['delete', '--yes'], ['reset-password']]) {
    const { code, err } = await cli(environmentOf(server), ['account', ...words, 'nobody'])
    assert.equal(code, 1)
    assert.match(err, /There is no account "nobody"/)
  }
})

test('account delete deletes the account and ends its login sessions', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const { code, err } = await cli(environmentOf(server), ['account', 'delete', 'somebody', '--yes'])
  assert.equal(code, 0, err)
  assert.equal((await server.request('GET', '/home', { cookie })).status, 401)
  assert.equal((await server.request('POST', '/auth/login', { json: somebody })).json.message, 'Username not found!')
})

test('account delete without a terminal to ask on wants --yes', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const { code, err } = await cli(environmentOf(server), ['account', 'delete', 'somebody'], 'yes\n')
  assert.equal(code, 2)
  assert.match(err, /add --yes/)
  assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
})

const hasScript = spawnSync('script', ['--version']).status === 0

test('account delete on a terminal goes on only after yes', { skip: !hasScript && 'needs script' }, async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const program = fileURLToPath(import.meta.resolve('../../src/cli.ts'))
  const answer = (text: string) =>
    spawnSync('script', ['-qec', `${process.execPath} ${program} account delete somebody`, '/dev/null'], {
      cwd: server.config.DATA_DIR,
      env: { PATH: process.env.PATH, ...environmentOf(server) },
      input: `${text}\n`,
      encoding: 'utf8',
    })
  const refused = answer('no')
  assert.match(refused.stdout, /for good\?.*Nothing was changed/s)
  assert.ok(await findAccount(server.storage.db, 'somebody'))
  const confirmed = answer('yes')
  assert.match(confirmed.stdout, /Deleted "somebody"/)
  assert.equal(await findAccount(server.storage.db, 'somebody'), undefined)
})

test('account reset-password prints a password that works, and the old one and every login session end', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const { code, out, err } = await cli(environmentOf(server), ['account', 'reset-password', 'somebody'])
  assert.equal(code, 0, err)
  assert.match(out, /^[\w-]{20}\n$/)
  assert.equal((await server.request('GET', '/home', { cookie })).status, 401)
  assert.equal((await server.request('POST', '/auth/login', { json: somebody })).status, 400)
  const json = { ...somebody, password: out.trim() }
  assert.equal((await server.request('POST', '/auth/login', { json })).status, 200)
})

test('account reset-password --stdin takes the line it is given, byte for byte, and prints it nowhere', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const password = '  pässwörd with\u0000NUL '
  const words = ['account', 'reset-password', 'somebody', '--stdin']
  const { code, out, err } = await cli(environmentOf(server), words, `${password}\r\n`)
  assert.equal(code, 0, err)
  assert.doesNotMatch(out + err, /pässwörd/)
  const login = (json: object) => server.request('POST', '/auth/login', { json })
  assert.equal((await login({ ...somebody, password })).status, 200)
  assert.equal((await login({ ...somebody, password: password.trim() })).status, 400)
})

for (const [what, password, says] of [
  ['a short', 'four', /at least 5 characters/],
  ['an empty', '', /required/],
  ['a too long', 'x'.repeat(1025), /at most 1024 bytes/],
] as const)
  test(`account reset-password refuses ${what} password and changes nothing`, async (t) => {
    const server = await startServer(t)
    const cookie = await signUp(server)
    const words = ['account', 'reset-password', 'somebody', '--stdin']
    const { code, err } = await cli(environmentOf(server), words, `${password}\n`)
    assert.equal(code, 1)
    assert.match(err, says)
    assert.equal((await server.request('GET', '/home', { cookie })).status, 200)
  })

test('account reset-password holds to the strict rule where it is set', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const reset = (password: string) =>
    cli(
      { ...environmentOf(server), ACCOUNTS_STRICT: 'yes' },
      ['account', 'reset-password', 'somebody', '--stdin'],
      password,
    )
  const { code, err } = await reset('fourteen-chars')
  assert.equal(code, 1)
  assert.match(err, /at least 15 characters/)
  assert.equal((await reset('fifteen-charact')).code, 0)
})

test('account reset-password lets an owner in whose account is under attack', async (t) => {
  const server = await startServer(t, { LOGIN_FAILURES_PER_ACCOUNT: '2' })
  await server.request('POST', '/auth/register', { json: somebody })
  const login = (password: string) => server.request('POST', '/auth/login', { json: { ...somebody, password } })
  for (const guess of ['guess-1', 'guess-2']) assert.equal((await login(guess)).status, 400)
  assert.equal((await login(somebody.password)).status, 429)
  const { out } = await cli(environmentOf(server), ['account', 'reset-password', 'somebody', '--json'])
  assert.equal((await login(String(jsonLines(out)[0]?.password))).status, 200)
})
