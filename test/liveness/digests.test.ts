import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { migrations } from '../../src/storage/migrations.ts'
import { openStorage } from '../../src/storage/open.ts'
import { newEnvironment, signUp, startServer, type TestServer } from '../server.ts'
import { capture, failedSignals, openOwnSession, openSession, readSession, sendFrame } from './capture-client.ts'
import { subjectA } from './people.ts'
import { recordSession } from './recorded-session.ts'

async function digestsOf({ storage: { db } }: Pick<TestServer, 'storage'>): Promise<Record<string, number>> {
  const rows = await db.selectFrom('frame_digest').select('session_id').execute()
  return Object.fromEntries(
    Map.groupBy(rows, (row) => row.session_id)
      .entries()
      .map(([id, { length }]) => [id, length]),
  )
}

test('deleting an account takes the digests of its frames with it, and no other’s', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const mine = await openOwnSession(server, cookie)
  const others = await openOwnSession(server, await signUp(server, { ...OTHER, username: 'another' }))
  const [one, two] = [subjectA(1), subjectA(2)]
  for (let frame = 0; frame < 4; frame++) {
    const now = { shown: 'look_straight', sinceMs: frame * 200, atMs: frame * 200, frame } as const
    assert.equal((await sendFrame(server, mine, frame, await one(now))).status, 200)
    assert.equal((await sendFrame(server, others, frame, await two(now))).status, 200)
    server.clock.advance(200)
  }
  assert.deepEqual(await digestsOf(server), { [mine.id]: 4, [others.id]: 4 })
  assert.equal((await server.request('DELETE', '/user/delete', { headers: { cookie } })).status, 200)
  assert.deepEqual(await digestsOf(server), { [others.id]: 4 })
})

test('frames of a session whose evidence was erased are still recognized when they are sent again', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const { session: first, recorded } = await recordSession(server, key)
  assert.equal((await server.request('DELETE', `/liveness/sessions/${first.id}`, first.owner)).status, 200)

  const second = await openSession(server, key, { subject: 'attacker', actions: ['turn_left'] })
  const fresh = subjectA()
  await capture(server, second, (now) => (now.frame > 15 ? fresh(now) : Promise.resolve(recorded[now.frame]!.slice())))
  const data = await readSession(server, second)
  assert.equal(data.verdict, 'spoof')
  assert.ok(failedSignals(data).includes('freshness'))
})

test('an account deleted while its frames arrive leaves no digest of them, and none ends in a 500', async (t) => {
  const server = await startServer(t)
  const camera = subjectA()
  for (let round = 0; round < 12; round++) {
    const cookie = await signUp(server, { ...OTHER, username: `person-${round}` })
    const session = await openOwnSession(server, cookie)
    const send = async (frame: number) => {
      const picture = await camera({ shown: 'look_straight', sinceMs: 0, atMs: frame * 200, frame: round * 10 + frame })
      return (await sendFrame(server, session, frame, picture)).status
    }
    assert.equal(await send(0), 200)
    const [sent, deleted] = await Promise.all([
      Promise.all([send(1), send(2)]),
      new Promise((resolve) => setTimeout(resolve, round * 4)).then(() =>
        server.request('DELETE', '/user/delete', { headers: { cookie } }),
      ),
    ])
    for (const status of sent) assert.ok([200, 401, 404, 409].includes(status), `${status}`)
    assert.equal(deleted.status, 200)
    assert.deepEqual(await digestsOf(server), {})
  }
})

test('the upgrade takes digests of accounts that were deleted before, and keeps the others', async (t) => {
  const storage = await openOld(t)
  const session = { token_hash: 'x', state: 'decided', terms: '{}', models: '[]', created_at: 0, expires_at: 0 }
  await storage.db
    .insertInto('liveness_session')
    .values({ ...session, id: 'kept', last_sequence: 1 })
    .execute()
  for (const session_id of ['kept', 'gone'])
    await storage.db
      .insertInto('frame_digest')
      .values({ digest: `of ${session_id}`, session_id, seen_at: 1 })
      .execute()
  assert.equal((await migrate(storage))[0], '0004-erasing')
  assert.deepEqual(await digestsOf({ storage }), { kept: 1 })
})

const OTHER = { fullname: 'Some Body', password: 'correct horse' }

/** A database as version 0.1 left it. */
async function openOld(t: TestContext) {
  const reading = readConfig(await newEnvironment(t))
  if (!reading.ok) throw new Error(reading.problems.join())
  const storage = openStorage(reading.config, () => {})
  t.after(() => storage.db.destroy())
  await migrate(storage, migrations.slice(0, 3))
  return storage
}
