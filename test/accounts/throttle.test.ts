import assert from 'node:assert/strict'
import { test } from 'node:test'
import { login } from '../../src/accounts/login.ts'
import { openPasswords } from '../../src/accounts/password.ts'
import { networkOf, siteOf } from '../../src/throttle/network.ts'
import { leastComputedMs } from '../computing-time.ts'
import { type Answer, signUp, somebody, startServer, type TestServer, whenThereIsRoom } from '../server.ts'

const PROXY = { TRUSTED_PROXIES: '127.0.0.1' }
const from = (address: string) => ({ 'x-forwarded-for': address })

function attempt(
  server: TestServer,
  address: string,
  password: string,
  username = somebody.username,
  cookie?: string,
): Promise<Answer> {
  return server.request('POST', '/auth/login', { json: { username, password }, headers: from(address), cookie })
}

function assertThrottled(answer: Answer): void {
  assert.equal(answer.text, '{"status_code":429,"message":"Too many attempts, try again later"}')
  assert.equal(answer.status, 429)
  const seconds = Number(answer.headers.get('retry-after'))
  assert.ok(seconds >= 1 && seconds <= 900, `Retry-After ${seconds}`)
}

test('after ten wrong passwords an account waits, right password or not, and then opens again', async (t) => {
  const server = await startServer(t, PROXY)
  await signUp(server)
  for (let failure = 0; failure < 10; failure++)
    assert.equal((await attempt(server, `10.0.0.${failure}`, 'wrong')).json.message, 'Password is incorrect!')
  assertThrottled(await attempt(server, '10.0.0.99', 'wrong'))
  assertThrottled(await attempt(server, '10.0.0.99', somebody.password))
  server.clock.advance(15 * 60_000)
  assert.equal((await attempt(server, '10.0.0.99', somebody.password)).status, 200)
})

test('names that do not exist are counted like those that do', async (t) => {
  const server = await startServer(t, PROXY)
  for (let failure = 0; failure < 10; failure++)
    assert.equal((await attempt(server, `10.0.0.${failure}`, 'wrong', 'NoBody')).json.message, 'Username not found!')
  assertThrottled(await attempt(server, '10.0.0.99', 'wrong', 'nobody'))
})

test('one address that tries many names is stopped, and its neighbors in the same /64 with it', async (t) => {
  const server = await startServer(t, { ...PROXY, LOGIN_FAILURES_PER_ADDRESS: '20' })
  for (let failure = 0; failure < 20; failure++)
    assert.equal(
      (await attempt(server, `2001:db8:1:2::${failure.toString(16)}`, 'wrong', `name ${failure}`)).status,
      400,
    )
  assertThrottled(await attempt(server, '2001:db8:1:2:ffff::1', 'wrong', 'another name'))
  assert.equal((await attempt(server, '2001:db8:1:3::1', 'wrong', 'another name')).status, 400)
})

test('a /48 that tries many names from many /64s is stopped at ten times the limit of one', async (t) => {
  const server = await startServer(t, { ...PROXY, LOGIN_FAILURES_PER_ADDRESS: '2', REGISTRATIONS_PER_HOUR: '2' })
  const guess = (address: string) => attempt(server, address, 'wrong', `name ${address}`)
  const register = (address: string) =>
    server.request('POST', '/auth/register', {
      json: { ...somebody, username: `name ${address}` },
      headers: from(address),
    })
  for (let network = 0; network < 20; network++) {
    assert.equal((await guess(`2001:db8:1:${network}::1`)).status, 400)
    assert.equal((await register(`2001:db8:1:${network}::1`)).status, 201)
  }
  assertThrottled(await guess('2001:db8:1:ffff::1'))
  assert.equal((await register('2001:db8:1:ffff::1')).status, 429)
  assert.equal((await guess('2001:db8:2:ffff::1')).status, 400)
  assert.equal((await register('2001:db8:2:ffff::1')).status, 201)
})

test('a refused login with a name that is dear to normalize costs about as much as any other', async (t) => {
  const server = await startServer(t, { LOGIN_FAILURES_PER_ADDRESS: '1' })
  await attempt(server, '', 'wrong')
  // Marks in the order that takes longest to sort.
  const dear = '\u0345\u0301\u0316\u0327\u0334'.replaceAll(/./gu, (mark) => mark.repeat(1000))
  const refused = async (username: string) => assertThrottled(await attempt(server, '', 'wrong', username))
  const [ordinary, marks] = await leastComputedMs(
    30,
    () => refused('nobody at all'),
    () => refused(dear),
  )
  assert.ok(marks - ordinary < 5, `${marks} ms, others ${ordinary} ms`)
})

test('a name of eighty letters logs in however its letters are decomposed, and a longer one is nobody’s', async (t) => {
  const server = await startServer(t)
  const who = { ...somebody, username: 'ậ각ǖẫ힣'.repeat(16) }
  await signUp(server, who)
  const login = (username: string) => attempt(server, '', who.password, username)
  assert.equal((await login(who.username.normalize('NFD'))).json.message, 'Login successfully!')
  assert.equal((await login('각'.repeat(5_000))).json.message, 'Username not found!')
  assert.equal((await login('\u0300\u0316'.repeat(2_500))).json.message, 'Username not found!')
})

test('a forwarded address is believed from a trusted proxy only', async (t) => {
  const server = await startServer(t, { LOGIN_FAILURES_PER_ADDRESS: '5' })
  for (let failure = 0; failure < 5; failure++) await attempt(server, `10.0.0.${failure}`, 'wrong', `name ${failure}`)
  assertThrottled(await attempt(server, '10.9.9.9', 'wrong', 'another name'))
})

test('the owner logs in during an attack, from the device last used: by its cookie or by its network', async (t) => {
  const server = await startServer(t, { ...PROXY, LOGIN_FAILURES_PER_ADDRESS: '15' })
  await signUp(server)
  const { cookie } = await attempt(server, '192.0.2.1', somebody.password)
  const attack = async (address: string) => {
    for (let failure = 0; failure < 30; failure++) await attempt(server, address, 'wrong')
  }
  await attack('10.6.6.6')
  assertThrottled(await attempt(server, '10.6.6.6', somebody.password))
  assert.equal((await attempt(server, '192.0.2.1', somebody.password)).status, 200, 'same network, no cookie')
  const elsewhere = await attempt(server, '198.51.100.7', somebody.password, somebody.username, cookie)
  assert.equal(elsewhere.status, 200, 'elsewhere, with the cookie')

  await attack('198.51.100.7')
  const neighbor = await attempt(server, '198.51.100.7', somebody.password)
  assertThrottled(neighbor)
  const owner = await attempt(server, '198.51.100.7', somebody.password, somebody.username, elsewhere.cookie)
  assert.equal(owner.status, 200, 'attack from the same network, with the cookie')
})

test('guesses spread over the accounts of one network are stopped, though their owners log in from there', async (t) => {
  const server = await startServer(t, { LOGIN_FAILURES_PER_ADDRESS: '5' })
  const names = ['name one', 'name two', 'name three']
  for (const username of names) await signUp(server, { ...somebody, username })
  for (let failure = 0; failure < 5; failure++)
    assert.equal((await attempt(server, '', 'wrong', names[failure % 3])).json.message, 'Password is incorrect!')
  assertThrottled(await attempt(server, '', 'wrong', names[0]))
})

test('a known device has its limit too', async (t) => {
  const server = await startServer(t, PROXY)
  const cookie = await signUp(server)
  for (let failure = 0; failure < 10; failure++)
    assert.equal((await attempt(server, '10.0.0.1', 'wrong', somebody.username, cookie)).status, 400)
  assertThrottled(await attempt(server, '10.0.0.1', somebody.password, somebody.username, cookie))
})

test('the cookie of another account makes no device known', async (t) => {
  const server = await startServer(t, PROXY)
  await signUp(server)
  const another = await signUp(server, { ...somebody, username: 'another one' })
  for (let failure = 0; failure < 10; failure++) await attempt(server, '10.6.6.6', 'wrong')
  assertThrottled(await attempt(server, '198.51.100.7', somebody.password, somebody.username, another))
})

test('a right password that is still being checked when the limit is reached opens nothing', async (t) => {
  const server = await startServer(t, PROXY)
  await signUp(server)
  const passwords = await openPasswords(1)
  const slow: typeof passwords = {
    ...passwords,
    async matches(...comparison) {
      for (let failure = 0; failure < 10; failure++) await attempt(server, '10.6.6.6', 'wrong')
      return passwords.matches(...comparison)
    },
  }
  const { storage, clock, config, loginMetrics } = server
  const needs = { db: storage.db, clock, config, loginMetrics, passwords: slow }
  const rejected = login(needs, somebody, { address: '198.51.100.7', heldTokenHashes: [] })
  await assert.rejects(rejected, { name: 'too_many_requests' })
})

test('a login that succeeds is not counted and clears the failures before it', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  for (let round = 0; round < 5; round++) {
    for (let failure = 0; failure < 9; failure++) assert.equal((await attempt(server, '', 'wrong')).status, 400)
    assert.equal((await attempt(server, '', somebody.password)).status, 200)
  }
})

test('fifty wrong guesses at once are all counted, and no more than ten are distinguished from a right one', async (t) => {
  const server = await startServer(t, PROXY)
  await signUp(server)
  const guesses = Array.from({ length: 50 }, (_, index) =>
    whenThereIsRoom(() => attempt(server, `10.0.${index}.1`, 'wrong')),
  )
  const answers = await Promise.all(guesses)
  assert.equal(answers.filter(({ json }) => json.message === 'Password is incorrect!').length, 10)
  assert.ok(answers.every(({ status }) => status === 400 || status === 429))
  assertThrottled(await attempt(server, '10.0.99.1', somebody.password))
})

test('many logins of one account at once all succeed', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const login = () => whenThereIsRoom(() => attempt(server, '', somebody.password))
  const answers = await Promise.all(Array.from({ length: 20 }, login))
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
})

test('registrations are limited for each network, and zero means no limit', async (t) => {
  const server = await startServer(t, { ...PROXY, REGISTRATIONS_PER_HOUR: '3' })
  const register = (target: TestServer, index: number, address: string) =>
    target.request('POST', '/auth/register', {
      json: { ...somebody, username: `somebody ${index}` },
      headers: from(address),
    })
  const answers = await Promise.all(
    [0, 1, 2, 3, 4].map((index) => whenThereIsRoom(() => register(server, index, '10.0.0.1'))),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 3)
  assert.equal(answers.filter(({ status }) => status === 429).length, 2)
  assert.equal((await register(server, 5, '10.0.0.2')).status, 201)
  server.clock.advance(3_600_000)
  assert.equal((await register(server, 6, '10.0.0.1')).status, 201)

  const open = await startServer(t, { REGISTRATIONS_PER_HOUR: '0' })
  for (let index = 0; index < 10; index++) assert.equal((await register(open, index, '10.0.0.1')).status, 201)
})

test('which names are taken can be asked only as often as accounts can be made', async (t) => {
  const server = await startServer(t, { ...PROXY, REGISTRATIONS_PER_HOUR: '3' })
  const register = (username: string, address = '10.0.0.1') =>
    server.request('POST', '/auth/register', { json: { ...somebody, username }, headers: from(address) })
  assert.equal((await register('somebody')).status, 201)
  for (const taken of ['somebody', 'SOMEBODY'])
    assert.equal((await register(taken)).json.message, 'Username already exist!')
  for (const username of ['somebody', 'nobody at all']) {
    const refused = await register(username)
    assert.equal(refused.text, '{"status_code":429,"message":"Too many attempts, try again later"}')
    assert.equal(refused.headers.get('retry-after'), '3600')
  }
  assert.equal((await register('somebody', '10.0.0.2')).json.message, 'Username already exist!')
})

test('a busy server does not say whether a name is taken, and one with room hashes before it does', async (t) => {
  const server = await startServer(t, { REGISTRATIONS_PER_HOUR: '0' })
  await signUp(server)
  const register = (username: string) => server.request('POST', '/auth/register', { json: { ...somebody, username } })
  const taken = await Promise.all(Array.from({ length: 150 }, () => register('somebody')))
  assert.deepEqual([...new Set(taken.map(({ status }) => status))].sort(), [400, 503])

  const [ofTaken, ofFree] = await leastComputedMs(
    20,
    async () => assert.equal((await register('somebody')).status, 400),
    async (round) => assert.equal((await register(`nobody ${round}`)).status, 201),
  )
  assert.ok(ofTaken > ofFree / 1.5, `taken ${ofTaken} ms, free ${ofFree} ms`)
})

test('an address stands for its network: IPv4 for itself, IPv6 for its /64, mapped IPv4 for the IPv4', () => {
  assert.equal(networkOf('192.0.2.1'), '192.0.2.1')
  assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1')
  assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64')
  assert.equal(networkOf('2001:DB8:0:0:1:2:3:4'), '2001:db8:0:0::/64')
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
  assert.equal(networkOf('::ffff:102:304'), '1.2.3.4')
  assert.equal(networkOf('203.0.113.9:4711'), '203.0.113.9')
  assert.equal(networkOf('[2001:db8::1]:4711'), '2001:db8:0:0::/64')
  assert.equal(networkOf('not an address'), 'unknown')
  assert.equal(networkOf('2001:db8:1:2:3::'), '2001:db8:1:2::/64')
  assert.equal(siteOf('2001:db8:1:2:3::'), '2001:db8:1::/48')
  assert.equal(siteOf('::ffff:192.0.2.1'), '192.0.2.1')
})
