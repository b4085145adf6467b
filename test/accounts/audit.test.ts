import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type AuditEntry, listAudit, recordAudit } from '../../src/audit/queries.ts'
import { sweep } from '../../src/operations/sweep.ts'
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

const DAY_MS = 86_400_000

for (const [days, kept] of [
  ['90', [29, 89]],
  ['0', [29, 89, 91, 4000]],
] as const)
  test(`with AUDIT_DAYS=${days} lines of the audit log that are ${kept.join(', ')} days old are kept`, async (t) => {
    const server = await startServer(t, { AUDIT_DAYS: days })
    const now = server.clock.now()
    for (const age of [29, 89, 91, 4000]) await recordAudit(server.storage.db, entryOf(now - age * DAY_MS))
    await sweep({ ...server, ...server.storage })
    const lines = await listAudit(server.storage.db, 0, 100)
    assert.deepEqual(
      lines.map(({ at }) => (now - at) / DAY_MS),
      kept,
    )
  })

test('lines of the audit log end after AUDIT_DAYS, and the database keeps those of the last month', async (t) => {
  const { storage } = await startServer(t)
  const { db } = storage
  for (const age of [29, 31]) await recordAudit(db, entryOf(Date.now() - age * DAY_MS))
  await assert.rejects(db.deleteFrom('audit').execute(), /audit only grows/)
  await db
    .deleteFrom('audit')
    .where('at', '<', Date.now() - 30 * DAY_MS)
    .execute()
  await assert.rejects(db.updateTable('audit').set({ actor: 'x' }).execute(), /audit only grows/)
  if (storage.dialect === 'postgres') await assert.rejects(sql`truncate audit`.execute(db), /audit only grows/)
  assert.equal((await listAudit(db, 0, 100)).length, 1)
})

function entryOf(at: number): AuditEntry {
  return { at, event: 'logged_out', actor: 'a', address: '192.0.2.1' }
}
