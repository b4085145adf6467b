import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { pruneAudit } from '../../src/audit/prune.ts'
import { type AuditEntry, countPruned, listAudit, recordAudit, recordPrune } from '../../src/audit/queries.ts'
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

test('a line younger than a month goes only after a line that says so, which itself stays for a month', async (t) => {
  const { storage } = await startServer(t)
  const { db } = storage
  const now = Date.now()
  const young = (hours: number) => recordAudit(db, entryOf(now - hours * 3_600_000))
  const prune = (at: number, prunedBefore: number) =>
    recordPrune(db, { ...entryOf(at), event: 'audit_pruned', prunedBefore })
  const remove = (hours: number) =>
    db
      .deleteFrom('audit')
      .where('at', '=', now - hours * 3_600_000)
      .execute()
  for (const hours of [1, 2, 3]) await young(hours)
  for (const forged of [now - 40 * DAY_MS, now - 2 * DAY_MS]) await prune(forged, now + DAY_MS)
  await assert.rejects(remove(3), /audit only grows/, 'a record that is old already permits nothing')
  await prune(now, now - 1.5 * 3_600_000)
  await young(4)
  await remove(3)
  await assert.rejects(remove(1), /audit only grows/, 'younger than the record says')
  await assert.rejects(remove(4), /audit only grows/, 'written after the record')
  for (const at of [now, now - 2 * DAY_MS])
    await assert.rejects(db.deleteFrom('audit').where('at', '=', at).execute(), /audit only grows/)
  if (storage.dialect === 'sqlite')
    await assert.rejects(
      sql`insert or replace into audit select id, 0, event, actor, address, about, null from audit`.execute(db),
      /audit only grows/,
    )
  assert.equal((await listAudit(db, 0, 100)).length, 7 - 1)
})

test('a long audit log is pruned to the last line', async (t) => {
  const { storage, clock } = await startServer(t)
  const { db } = storage
  for (let count = 0; count < 12_000; count += 500)
    await db
      .insertInto('audit')
      .values(Array.from({ length: 500 }, (_, index) => entryOf(clock.now() - 1 - count - index)))
      .execute()
  const before = clock.now()
  const lines = await countPruned(db, before)
  assert.equal(await pruneAudit({ db, clock }, { before, lines, who: 'a test' }), 12_000)
  assert.deepEqual(
    (await listAudit(db, 0, 100)).map(({ event, about }) => [event, about]),
    [['audit_pruned', `12000 lines before ${new Date(before).toISOString()}, by a test`]],
  )
})

function entryOf(at: number): AuditEntry {
  return { at, event: 'logged_out', actor: 'a', address: '192.0.2.1' }
}
