import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { listAudit } from '../../src/audit/queries.ts'
import { noteDigest } from '../../src/evidence/queries.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { limitKey } from '../../src/throttle/limit.ts'
import { type Answer, signUp, somebody, startServer, type TestServer } from '../server.ts'
import { openOwnSession } from './capture-client.ts'

const DAY_MS = 86_400_000

test('two thousand deletions of one session grow the database by less than 300 kB, and one is in the audit log', async (t) => {
  const server = await startServer(t, { ACCOUNT_WRITES_PER_HOUR: '0' })
  const { id, owner } = await openOwnSession(server)
  const erase = () => server.request('DELETE', `/liveness/sessions/${id}`, owner)
  assert.equal((await erase()).json.data.state, 'cancelled')
  const before = await databaseBytes(server)
  for (let round = 0; round < 100; round++)
    for (const { status } of await Promise.all(Array.from({ length: 20 }, erase))) assert.equal(status, 200)
  const grown = (await databaseBytes(server)) - before
  assert.ok(grown < 300_000, `${grown} bytes`)
  assert.equal((await eventsOf(server)).filter((event) => event === 'liveness_session_erased').length, 1)
})

test('an account may open and erase so many sessions an hour, and waits then, alone', async (t) => {
  const server = await startServer(t, { ACCOUNT_WRITES_PER_HOUR: '6' })
  const cookie = await signUp(server)
  for (let round = 0; round < 3; round++) {
    const { id, owner } = await openOwnSession(server, cookie)
    assert.equal((await server.request('DELETE', `/liveness/sessions/${id}`, owner)).status, 200)
  }
  const lines = (await eventsOf(server)).length
  const open = (who: string) => server.request('POST', '/liveness/sessions', { cookie: who })
  const refused = await Promise.all(Array.from({ length: 20 }, () => open(cookie)))
  for (const answer of refused) assertWaits(answer)
  assert.equal((await eventsOf(server)).length, lines)
  assert.equal((await server.request('GET', '/liveness/sessions', { cookie })).status, 200)
  assert.equal((await open(await signUp(server, { ...somebody, username: 'somebody else' }))).status, 201)
  server.clock.advance(3_600_000)
  const { cookie: again } = await server.request('POST', '/auth/login', { json: somebody })
  assert.equal((await open(again!)).status, 201)
})

test('of requests at once no more than the limit of an API key are let through, and each key has its own', async (t) => {
  const server = await startServer(t, { KEY_WRITES_PER_HOUR: '10', ACCOUNT_WRITES_PER_HOUR: '1' })
  const open = async (headers: Record<string, string>) => server.request('POST', '/liveness/sessions', { headers })
  const newKey = async () => {
    const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
    return { authorization: `Bearer ${key}` }
  }
  const headers = await newKey()
  const answers = await Promise.all(Array.from({ length: 30 }, () => open(headers)))
  assert.equal(answers.filter(({ status }) => status === 201).length, 10)
  for (const answer of answers) if (answer.status !== 201) assertWaits(answer)
  assert.equal((await open(await newKey())).status, 201)
})

test('logins to one account are limited, for each is a line of the audit log', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  await signUp(server)
  const { id } = await db.selectFrom('account').select('id').executeTakeFirstOrThrow()
  await db.updateTable('throttle').set({ count: 10_000 }).where('key', '=', limitKey('logins', id)).execute()
  const lines = (await eventsOf(server)).length
  const refused = await server.request('POST', '/auth/login', { json: somebody })
  assert.equal(refused.text, '{"status_code":429,"message":"Too many attempts, try again later"}')
  assert.ok(Number(refused.headers.get('retry-after')) > 3500)
  assert.equal((await eventsOf(server)).length, lines)
})

for (const [days, kept] of [
  ['90', [89]],
  ['0', [89, 91]],
] as const)
  test(`with SESSION_DAYS=${days} sessions that are over and ${kept.join(', ')} days old are kept`, async (t) => {
    const server = await startServer(t, { SESSION_DAYS: days, LOGIN_MAX_HOURS: '720' })
    const { db } = server.storage
    const cookie = await signUp(server)
    const made = [await openOwnSession(server, cookie), await openOwnSession(server, cookie)]
    for (const { owner, id } of made) await server.request('DELETE', `/liveness/sessions/${id}`, owner)
    const now = server.clock.now()
    for (const [index, age] of [89, 91].entries())
      await db
        .updateTable('liveness_session')
        .set({ created_at: now - age * DAY_MS })
        .where('id', '=', made[index]!.id)
        .execute()
    await noteDigest(db, 'digest', made[1]!.id, now)
    const lines = await eventsOf(server)
    await sweep({ ...server, ...server.storage })
    const left = await db.selectFrom('liveness_session').select('created_at').orderBy('created_at', 'desc').execute()
    assert.deepEqual(
      left.map(({ created_at }) => (now - created_at) / DAY_MS),
      kept,
    )
    assert.deepEqual(await eventsOf(server), lines)
    const isKept = (kept as readonly number[]).includes(91)
    assert.equal(await noteDigest(db, 'digest', 'another', now), isKept ? 'another_session' : 'never')
  })

test('sessions that are over end a thousand at a sweep, so that no sweep delays others', async (t) => {
  const server = await startServer(t, { SESSION_DAYS: '1' })
  const { db } = server.storage
  const created_at = server.clock.now() - 2 * DAY_MS
  for (let count = 0; count < 1_500; count += 100)
    await db
      .insertInto('liveness_session')
      .values(
        Array.from({ length: 100 }, (_, index) => ({
          id: `s${count + index}`,
          token_hash: `t${count + index}`,
          state: 'expired',
          terms: '{}',
          models: '[]',
          created_at,
          expires_at: created_at,
          last_sequence: -1,
        })),
      )
      .execute()
  const left: number[] = []
  for (let round = 0; round < 2; round++) {
    await sweep({ ...server, ...server.storage })
    left.push((await db.selectFrom('liveness_session').select('id').execute()).length)
  }
  assert.deepEqual(left, [500, 0])
})

async function eventsOf({ storage }: TestServer): Promise<string[]> {
  return (await listAudit(storage.db, 0, 10_000)).map(({ event }) => event)
}

function assertWaits({ status, json, headers }: Answer): void {
  assert.deepEqual([status, json.error], [429, 'too_many_requests'])
  const seconds = Number(headers.get('retry-after'))
  assert.ok(seconds > 3500 && seconds <= 3600, `${seconds}`)
}

/** What is in the database file, or in PostgreSQL's files of the database. */
async function databaseBytes({ storage: { db, dialect }, config }: TestServer): Promise<number> {
  if (dialect === 'sqlite') {
    await sql`pragma wal_checkpoint(truncate)`.execute(db)
    return statSync(join(config.DATA_DIR, 'liveness.db')).size
  }
  const size = sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`
  return Number((await size.execute(db)).rows[0]?.bytes)
}
