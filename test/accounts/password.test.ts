import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hash } from '@node-rs/argon2'
import { openHashGate } from '../../src/accounts/hash-gate.ts'
import { login } from '../../src/accounts/login.ts'
import { openPasswords } from '../../src/accounts/password.ts'
import { refuse } from '../../src/errors.ts'
import { leastComputedMs } from '../computing-time.ts'
import { signUp, somebody, startServer, testDatabaseUrl } from '../server.ts'

const notOnPostgres = { skip: testDatabaseUrl === '' ? false : 'about hashing and its gate, whatever the database' }

const storedHash = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/

test('passwords are stored as argon2id of the recommended cost, each with a salt of its own', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  await signUp(server, { ...somebody, username: 'somebody else' })
  const accounts = await server.storage.db.selectFrom('account').select('password_hash').execute()
  for (const { password_hash } of accounts) assert.match(password_hash, storedHash)
  assert.equal(new Set(accounts.map(({ password_hash }) => password_hash)).size, 2)
  assert.match((await openPasswords(1)).decoyHash, storedHash)
})

test('a hash that is weaker than today’s is made anew at login', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  for (const weaker of [
    await hash(somebody.password, { memoryCost: 8192, timeCost: 2, parallelism: 1 }),
    await hash(somebody.password, { memoryCost: 19_456, timeCost: 1, parallelism: 1 }),
    await hash(somebody.password, { algorithm: 1, memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
  ]) {
    await server.storage.db.updateTable('account').set({ password_hash: weaker }).execute()
    assert.equal(
      (await server.request('POST', '/auth/login', { json: { ...somebody, password: 'wrong' } })).status,
      400,
    )
    assert.equal((await server.request('POST', '/auth/login', { json: somebody })).status, 200)
    const { password_hash } = await server.storage.db
      .selectFrom('account')
      .select('password_hash')
      .executeTakeFirstOrThrow()
    assert.match(password_hash, storedHash)
  }
  assert.equal((await server.request('POST', '/auth/login', { json: somebody })).status, 200)
})

test('where there is no room to make a weak hash anew the login succeeds, and the next one makes it', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const { storage, clock, config, loginMetrics } = server
  const weaker = await hash(somebody.password, { memoryCost: 8192, timeCost: 2, parallelism: 1 })
  await storage.db.updateTable('account').set({ password_hash: weaker }).execute()
  const stored = async () =>
    (await storage.db.selectFrom('account').select('password_hash').executeTakeFirstOrThrow()).password_hash
  const passwords = { ...(await openPasswords(1)), hash: () => Promise.reject(refuse('busy')) }
  const origin = { address: '192.0.2.1', heldTokenHashes: [] }
  assert.match(await login({ db: storage.db, clock, config, loginMetrics, passwords }, somebody, origin), /^[\w-]{43}$/)
  assert.equal(await stored(), weaker)
  assert.equal((await server.request('POST', '/auth/login', { json: somebody })).status, 200)
  assert.match(await stored(), storedHash)
})

test('logins at once that all find a weak hash all succeed', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const weak = await hash(somebody.password, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
  await server.storage.db.updateTable('account').set({ password_hash: weak }).execute()
  const logins = [1, 2, 3, 4].map(() => server.request('POST', '/auth/login', { json: somebody }))
  for (const { text } of await Promise.all(logins)) assert.match(text, /Login successfully!/)
})

test('an unknown name costs about as much computing time as a wrong password', notOnPostgres, async (t) => {
  const server = await startServer(t, { LOGIN_FAILURES_PER_ACCOUNT: '100' })
  await signUp(server)
  const fail = (username: string) =>
    server.request('POST', '/auth/login', { json: { username, password: 'wrong password' } })
  const [known, unknown] = await leastComputedMs(
    30,
    () => fail(somebody.username),
    () => fail('nobody at all'),
  )
  assert.ok(unknown > known / 1.5 && unknown < known * 1.5, `known ${known} ms, unknown ${unknown} ms`)
})

test('the gate lets so many run at once, queues a short while, then refuses', async () => {
  const gate = openHashGate(2)
  const done = Promise.withResolvers<void>()
  const results = Promise.allSettled(Array.from({ length: 200 }, () => gate.run('192.0.2.1', () => done.promise)))
  assert.equal(gate.running, 2)
  assert.ok(gate.waiting > 10 && gate.waiting < 100, `${gate.waiting} wait`)
  done.resolve()
  const refused = (await results).filter((result) => result.status === 'rejected')
  assert.ok(refused.length > 100)
  assert.ok(refused.every(({ reason }) => reason.status === 503 && reason.retryAfterSeconds === 1))
  assert.equal(gate.running, 0)
  await gate.run('192.0.2.1', async () => {})
})

test('a full gate gives way to networks that have fewer waiting, and networks take turns', async () => {
  const gate = openHashGate(1)
  const done = Promise.withResolvers<void>()
  const order: string[] = []
  const outcomes: Promise<unknown>[] = []
  const arrive = (network: string, times: number) => {
    for (let time = 0; time < times; time++) {
      const work = async () => {
        await done.promise
        order.push(network)
      }
      outcomes.push(gate.run(network, work).catch(({ status }) => order.push(`${network} ${status}`)))
    }
  }
  arrive('flood', 100)
  const waiting = gate.waiting
  arrive('other', 3)
  arrive('flood', 3)
  arrive('third', 1)
  assert.equal(gate.waiting, waiting)
  done.resolve()
  await Promise.all(outcomes)
  const served = order.filter((entry) => !entry.endsWith('503'))
  assert.deepEqual(served.slice(0, 7), ['flood', 'flood', 'other', 'third', 'flood', 'other', 'flood'])
  assert.equal(served.filter((network) => network === 'other').length, 3)
  assert.equal(served.length, 1 + waiting)
  assert.ok(!order.includes('other 503') && !order.includes('third 503'))
})

test(
  'while one network floods with logins that succeed, fewer than one in twenty of another’s is refused',
  notOnPostgres,
  async (t) => {
    const server = await startServer(t, { TRUSTED_PROXIES: '127.0.0.1' })
    await signUp(server)
    const login = (address: string) =>
      server.request('POST', '/auth/login', { json: somebody, headers: { 'x-forwarded-for': address } })
    let isOver = false
    const flood = Array.from({ length: 60 }, async (_, index) => {
      let refused = 0
      while (!isOver) {
        if ((await login(`2001:db8:1:${index}::1`)).status !== 503) continue
        refused++
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return refused
    })
    const statuses: number[] = []
    for (let index = 0; index < 21; index++) statuses.push((await login('192.0.2.1')).status)
    isOver = true
    const refused = (await Promise.all(flood)).reduce((sum, count) => sum + count, 0)
    assert.ok(refused > 60, `the flood was refused ${refused} times only: it filled nothing`)
    assert.ok(statuses.filter((status) => status !== 200).length <= 1, `${statuses}`)
  },
)

test('a flood of logins gets 200 or 503 with Retry-After, and the front door stays open', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const flood = Promise.all(
    Array.from({ length: 150 }, () => server.request('POST', '/auth/login', { json: somebody })),
  )
  for (let index = 0; index < 10; index++) assert.equal((await server.request('GET', '/')).status, 200)
  const answers = await flood
  const busy = answers.filter(({ status }) => status === 503)
  assert.ok(busy.length > 0)
  assert.equal(busy[0]?.text, '{"status_code":503,"message":"Server is busy, try again shortly"}')
  assert.equal(busy[0]?.headers.get('retry-after'), '1')
  assert.equal(answers.filter(({ status }) => status === 200).length, answers.length - busy.length)
  assert.deepEqual(
    server.logLines.filter((line) => line.includes('"level":50')),
    [],
  )
})
