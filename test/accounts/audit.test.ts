import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAudit } from '../../src/audit/queries.ts'
import { signUp, somebody, startServer } from '../server.ts'

test('every event of an account is in the audit log, with time, account and address, and no name', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const { id } = await server.storage.db.selectFrom('account').select('id').executeTakeFirstOrThrow()
  const attempt = (username: string) => server.request('POST', '/auth/login', { json: { username, password: 'wrong' } })
  await attempt('nobody at all')
  for (let failure = 0; failure < 12; failure++) await attempt(somebody.username)
  await server.request('DELETE', '/auth/logout', { cookie })
  const again = await signUp(server, { ...somebody, username: 'somebody else' })
  await server.request('DELETE', '/user/delete', { cookie: again })

  const log = await listAudit(server.storage.db, 0, 100)
  const own = log.filter(({ actor }) => actor === id).map(({ event }) => event)
  assert.deepEqual(own, [
    'account_registered',
    'login_succeeded',
    ...Array(10).fill('login_failed'),
    'login_throttled',
    'logged_out',
  ])
  const others = log.filter(({ actor }) => actor !== id).map(({ event }) => event)
  assert.deepEqual(others, ['login_failed', 'account_registered', 'login_succeeded', 'account_deleted'])
  for (const { at, address } of log) {
    assert.equal(at, server.clock.now())
    assert.equal(address, '127.0.0.1')
  }
  assert.ok(!JSON.stringify(log).includes(somebody.username))
})
