import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAudit } from '../../src/audit/queries.ts'
import { LINES_PER_NETWORK_AND_HOUR } from '../../src/audit/refusals.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { revokeApiKey } from '../../src/identity/revoke-key.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { type Answer, signUp, somebody, startServer, type TestServer } from '../server.ts'

const HOUR_MS = 3_600_000
const unknownKey = `lk_${'x'.repeat(43)}`

const useKey = (server: TestServer, key: string, more: Record<string, string> = {}): Promise<Answer> =>
  server.request('GET', '/liveness/sessions', { headers: { authorization: `Bearer ${key}`, ...more } })

async function refusalsOf({ storage }: TestServer) {
  const log = await listAudit(storage.db, 0, 10_000)
  return log.filter(({ event }) => event.endsWith('_refused'))
}

test('an API key that is unknown or revoked is in the audit log, the revoked one by its id, neither by itself', async (t) => {
  const server = await startServer(t)
  const needs = { db: server.storage.db, clock: server.clock }
  const { id, key } = await createApiKey(needs, 'tests')
  assert.equal((await useKey(server, key)).status, 200)
  await revokeApiKey(needs, id)
  for (const refused of [key, unknownKey, 'no key at all']) assert.equal((await useKey(server, refused)).status, 401)
  const lines = await refusalsOf(server)
  assert.deepEqual(
    lines.map(({ event, actor, address, about }) => [event, actor, address, about]),
    [
      ['api_key_refused', id, '127.0.0.1', null],
      ['api_key_refused', 'unknown', '127.0.0.1', null],
    ],
  )
})

test('a registration that is refused is in the audit log with the reason, one that says nothing is not', async (t) => {
  const server = await startServer(t, { REGISTRATIONS_PER_HOUR: '1' })
  await signUp(server)
  const register = (json: object) => server.request('POST', '/auth/register', { json })
  assert.equal((await register({ ...somebody, username: 'somebody else' })).status, 429)
  assert.equal((await register({})).status, 400)
  server.clock.advance(HOUR_MS)
  assert.equal((await register(somebody)).status, 400)
  const lines = await refusalsOf(server)
  assert.deepEqual(
    lines.map(({ event, actor, about }) => [event, actor, about]),
    [
      ['registration_refused', 'unknown', 'too_many_requests'],
      ['registration_refused', 'unknown', 'username_taken'],
    ],
  )
  assert.ok(!JSON.stringify(lines).includes(somebody.username))
})

test('a network has so many lines of refusals an hour, and the last says how many were left out', async (t) => {
  const server = await startServer(t, { TRUSTED_PROXIES: '127.0.0.1' })
  const from = (address: string) => useKey(server, unknownKey, { 'x-forwarded-for': address })
  for (let sent = 0; sent < LINES_PER_NETWORK_AND_HOUR + 30; sent++) assert.equal((await from('192.0.2.1')).status, 401)
  await from('192.0.2.2')
  assert.equal((await refusalsOf(server)).length, LINES_PER_NETWORK_AND_HOUR + 1)

  server.clock.advance(HOUR_MS)
  await sweep({ ...server, ...server.storage })
  await sweep({ ...server, ...server.storage })
  const [last, ...others] = (await refusalsOf(server)).reverse()
  assert.equal(others.length, LINES_PER_NETWORK_AND_HOUR + 1)
  assert.deepEqual([last?.event, last?.address, last?.about], ['api_key_refused', '192.0.2.1', '30 more left out'])
  await from('192.0.2.1')
  assert.equal((await refusalsOf(server)).length, LINES_PER_NETWORK_AND_HOUR + 3)
})

test('refusals from any number of networks make the audit log grow by five hundred lines an hour at most', async (t) => {
  const server = await startServer(t, { TRUSTED_PROXIES: '127.0.0.1' })
  for (let network = 0; network < 1200; network += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        useKey(server, unknownKey, { 'x-forwarded-for': `2001:db8:0:${(network + index).toString(16)}::1` }),
      ),
    )
  assert.equal((await refusalsOf(server)).length, 500)
  await server.refusals.flush()
  const [last] = (await refusalsOf(server)).reverse()
  assert.deepEqual([last?.address, last?.about], ['everywhere', '700 more left out'])
})

test('who is refused is told so also where the audit log cannot be written', async (t) => {
  const server = await startServer(t)
  const refused = Object.assign(new Error('disk full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })
  t.mock.method(server.storage.db, 'insertInto', () => {
    throw refused
  })
  assert.equal((await useKey(server, unknownKey)).status, 401)
})
