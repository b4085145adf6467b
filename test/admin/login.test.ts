import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { login } from '../../src/admin/login.ts'
import { openEvidenceKeys } from '../../src/evidence/evidence-keys.ts'
import { findSecret } from '../../src/evidence/secret-queries.ts'
import { openStorage } from '../../src/storage/open.ts'
import { startServer, type TestServer } from '../server.ts'
import { codeAt } from './code-at.ts'
import { makeOperator, postForm, type TestOperator } from './operators.ts'

const STEP_MS = 30_000
const REFUSED = 'Name, password or code is not right'

interface Try {
  readonly name?: string
  readonly password?: string
  readonly code?: string
  /** Of the steps around now, the code that the app showed. */
  readonly late?: number
}

async function tryLogin(server: TestServer, { secret, ...right }: TestOperator, { late = 0, ...given }: Try = {}) {
  const code = codeAt(secret, server.clock.now() + late * STEP_MS)
  const { name, password } = right
  return postForm(server, '/admin/login', { name, password, code, ...given })
}

async function refusals({ metrics }: TestServer): Promise<Record<string, number>> {
  const text = await metrics.registry.metrics()
  const found = text.matchAll(/^operator_login_refusals_total\{reason="(\w+)"\} (\d+)$/gm)
  return Object.fromEntries([...found].map(([, reason, count]) => [reason, Number(count)]))
}

test('whatever of name, password and code is wrong, the refusal is the same, and only the audit log says which', async (t) => {
  const server = await startServer(t)
  const operator = await makeOperator(server)
  server.clock.advance(10 * STEP_MS)
  const tries: [Try, why: string][] = [
    [{ name: 'nobody' }, 'name'],
    [{ name: 'nul\0' }, 'name'],
    [{ password: 'a grey heron over the river' }, 'password'],
    [{ password: '' }, 'password'],
    [{ code: '000000' }, 'code'],
    [{ code: '٢٨٧٠٨٢' }, 'code'],
    [{ late: -2 }, 'code'],
    [{ late: 2 }, 'code'],
    [{ password: 'wrong', code: '000000' }, 'password'],
  ]
  const answers = []
  for (const [given] of tries) answers.push(await tryLogin(server, operator, given))
  for (const { status, text, cookie } of answers) {
    assert.equal(status, 401)
    assert.ok(text.includes(REFUSED))
    assert.equal(text, answers[0]?.text)
    assert.equal(cookie, undefined)
  }
  const accepted = await tryLogin(server, operator, { name: 'OLGA' })
  assert.equal(accepted.status, 303)
  assert.equal(accepted.headers.get('location'), '/admin')

  const lines = await server.storage.db.selectFrom('audit').selectAll().orderBy('id').execute()
  assert.deepEqual(
    lines.map(({ event, about }) => [event, about]),
    [
      ['operator_created', null],
      ...tries.map(([, why]) => ['operator_login_failed', why]),
      ['operator_logged_in', null],
    ],
  )
  assert.deepEqual(new Set(lines.map(({ actor }) => actor)), new Set([operator.id, 'unknown']))
  assert.deepEqual(await refusals(server), { name: 2, password: 3, code: 4, throttled: 0, busy: 0 })
  const written = JSON.stringify(lines) + server.logLines.join('')
  for (const secret of [operator.password, 'olga', operator.secret.toString('base64'), 'nobody'])
    assert.ok(!written.includes(secret))
})

test('where the evidence key is not here a login is refused and counted as any other, and the log says what to do', async (t) => {
  const server = await startServer(t)
  const EVIDENCE_KEY = [randomBytes(32).toString('base64')]
  const elsewhere = { ...server, evidenceKeys: openEvidenceKeys({ ...server.config, EVIDENCE_KEY }) }
  const operator = await makeOperator(elsewhere)
  server.clock.advance(STEP_MS)
  const unknown = await tryLogin(server, operator, { name: 'nobody' })
  for (const given of [{}, { password: 'wrong' }, { code: '000000' }, ...Array<Try>(6).fill({})]) {
    const { status, text } = await tryLogin(server, operator, given)
    assert.deepEqual([status, text], [401, unknown.text])
  }
  assert.equal((await tryLogin(server, operator)).status, 429)
  assert.deepEqual(await refusals(server), { name: 1, password: 1, code: 8, throttled: 1, busy: 0 })
  const lines = await server.storage.db.selectFrom('audit').select('about').orderBy('id').execute()
  assert.deepEqual(
    lines.map(({ about }) => about),
    [null, 'name', 'code', 'password', 'code', ...Array(6).fill('code')],
  )
  const told = server.logLines.filter((line) => line.includes('"level":50'))
  assert.equal(told.length, 9)
  assert.ok(told.every((line) => line.includes('liveness admin reset') && !line.includes(operator.name)))
})

test('every attempt verifies one password, whatever is wrong', async (t) => {
  const server = await startServer(t)
  const { name, password, secret } = await makeOperator(server)
  const { clock, appParts } = server
  const verified: string[] = []
  const passwords = {
    ...appParts.passwords,
    matches: async (hash: string, given: string, address: string) => {
      verified.push(hash.replace(/[^$]+\$[^$]+$/, ''))
      return appParts.passwords.matches(hash, given, address)
    },
  }
  const right = { name, password, code: codeAt(secret, clock.now() + STEP_MS) }
  for (const wrong of [{ name: 'nobody' }, { password: '' }, { code: '' }, { name: '', password: '', code: '' }]) {
    const given = { ...right, ...wrong }
    const attempt = login({ ...appParts, passwords }, given, { address: '', heldHash: undefined })
    await assert.rejects(attempt, { name: 'operator_credentials' })
  }
  assert.deepEqual(verified, Array(4).fill('$argon2id$v=19$m=19456,t=2,p=1$'))
})

test('a code of the step before or after counts, and each is taken once', async (t) => {
  const server = await startServer(t)
  const operator = await makeOperator(server)
  assert.equal((await tryLogin(server, operator)).status, 401, 'the code shown at the command line is used up')
  server.clock.advance(2 * STEP_MS)
  const statuses = []
  for (const late of [-1, -1, 0, -1, 1, 1, 0]) statuses.push((await tryLogin(server, operator, { late })).status)
  assert.deepEqual(statuses, [303, 401, 303, 401, 303, 401, 401])
})

test('of many processes that are given one code at once, one takes it; its secret is stored sealed', async (t) => {
  const server = await startServer(t)
  const { id, name, password, secret } = await makeOperator(server)
  const stored = await findSecret(server.storage.db, `operator ${id}`)
  assert.ok(stored && !Buffer.from(stored.sealed).includes(secret))
  server.clock.advance(STEP_MS)
  const other = openStorage(server.config, () => {})
  t.after(() => other.db.destroy())
  const { clock, appParts } = server
  const code = codeAt(secret, clock.now())
  const tries = [server.storage.db, other.db, server.storage.db, other.db].map((db, index) =>
    login({ ...appParts, db }, { name, password, code }, { address: `10.0.0.${index}`, heldHash: undefined }),
  )
  const settled = await Promise.allSettled(tries)
  assert.deepEqual(settled.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected', 'rejected'])
  assert.equal((await other.db.selectFrom('operator_session').selectAll().execute()).length, 1)
})

test('failures are counted for the network and for the name, and strangers do not lock the operator out', async (t) => {
  const server = await startServer(t, { TRUSTED_PROXIES: '127.0.0.1' })
  const operator = await makeOperator(server)
  const from = (address: string, given: Try = {}) => {
    const request: TestServer['request'] = (method, path, options) =>
      server.request(method, path, { ...options, headers: { ...options?.headers, 'x-forwarded-for': address } })
    return tryLogin({ ...server, request }, operator, given)
  }
  const wrong = { code: '000000' }
  server.clock.advance(STEP_MS)
  assert.equal((await from('192.0.2.1')).status, 303)

  for (const stranger of ['198.51.100.1', '198.51.100.2', '198.51.100.3'])
    for (let failures = 1; failures <= 10; failures++) assert.equal((await from(stranger, wrong)).status, 401)
  const throttled = await from('198.51.100.3', wrong)
  assert.equal(throttled.status, 429)
  assert.match(throttled.headers.get('content-type') ?? '', /^text\/html/)
  assert.match(throttled.text, /Too many attempts/)
  assert.ok(Number(throttled.headers.get('retry-after')) > 800)
  server.clock.advance(STEP_MS)
  assert.equal((await from('203.0.113.1')).status, 429, 'a new network, for the name has its failures')
  assert.equal((await from('192.0.2.1', wrong)).status, 401)
  assert.equal((await from('192.0.2.1')).status, 303, 'the network of the last login')
  assert.equal((await from('192.0.2.1', { name: 'nobody' })).status, 401)
  server.clock.advance(15 * 60_000)
  assert.equal((await from('198.51.100.3')).status, 303)
})
