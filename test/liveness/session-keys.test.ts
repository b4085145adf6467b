import assert from 'node:assert/strict'
import { createCipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { findSessionKey } from '../../src/evidence/key-queries.ts'
import { imagePurpose, observationPurpose, progressPurpose, unsealWithAny } from '../../src/evidence/seal.ts'
import { openSessionKeys } from '../../src/evidence/session-keys.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { DEFAULT_POLICY } from '../../src/liveness/decision/policy.ts'
import { findSession } from '../../src/liveness/sessions/queries.ts'
import { rescore } from '../../src/liveness/sessions/rescore.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { signUp, startServer, type TestServer, testDatabaseUrl } from '../server.ts'
import { capture, type OpenSession, openOwnSession, openSession, readSession, sendFrame } from './capture-client.ts'
import { subjectA } from './people.ts'

/** A session that was called live, and all that was stored of it, as a copy of the disk would have it. */
async function copiedSession(t: TestContext, settings: Parameters<typeof startServer>[1] = {}) {
  const server = await startServer(t, settings)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  await capture(server, session, subjectA())
  return { server, session, ...(await copyOf(server, session)) }
}

async function copyOf({ storage: { db } }: TestServer, { id }: OpenSession) {
  const images = await db.selectFrom('liveness_image').selectAll().where('session_id', '=', id).execute()
  const observations = await db.selectFrom('liveness_observation').selectAll().where('session_id', '=', id).execute()
  const key = await findSessionKey(db, id)
  assert.ok(images.length >= 2 && observations.length > 5)
  const sealed = [
    ...images.map((row) => ({ purpose: imagePurpose(id, row.id), bytes: row.sealed })),
    ...observations.map((row) => ({ purpose: observationPurpose(id, row.sequence), bytes: row.sealed })),
  ]
  return { images, observations, key, sealed }
}

const masterOf = ({ evidenceKeys }: TestServer): KeyObject => evidenceKeys.current().key

/** As version 0.1 sealed: nonce, tag, ciphertext, with the evidence key itself. */
function sealAsBefore(key: KeyObject, purpose: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

test('once the key of a session is erased, the evidence key opens nothing that is left of the session’s rows', async (t) => {
  const { server, session, key, sealed } = await copiedSession(t)
  const { db } = server.storage
  assert.ok(key)
  const open = openSessionKeys(server.evidenceKeys, { id: session.id, key })
  for (const { purpose, bytes } of sealed) assert.ok(unsealWithAny(open, purpose, bytes).length > 0)

  const erased = await server.request('DELETE', `/liveness/sessions/${session.id}`, session.owner)
  assert.equal(erased.status, 200)
  assert.equal(await findSessionKey(db, session.id), null)
  const left = openSessionKeys(server.evidenceKeys, { id: session.id, key: await findSessionKey(db, session.id) })
  for (const { purpose, bytes } of sealed) assert.throws(() => unsealWithAny(left, purpose, bytes))
})

test('the key of a session goes with the account, and with the hours of its evidence', async (t) => {
  const { server, key } = await copiedSession(t, { EVIDENCE_HOURS: '2' })
  const { db } = server.storage
  const cookie = await signUp(server)
  const own = await openOwnSession(server, cookie)
  assert.ok(await findSessionKey(db, own.id))
  await server.request('DELETE', '/user/delete', { headers: { cookie } })
  assert.equal(await findSessionKey(db, own.id), null)

  server.clock.advance(2 * 3_600_000)
  await sweep({ ...server, ...server.storage })
  assert.deepEqual(await db.selectFrom('liveness_session_key').selectAll().execute(), [])
  if (server.storage.dialect === 'sqlite') {
    const file = join(server.config.DATA_DIR, 'liveness.db')
    const files = [file, `${file}-wal`].filter((path) => existsSync(path)).map((path) => readFileSync(path))
    assert.ok(!Buffer.concat(files).includes(Buffer.from(key!.sealed)), 'the sealed key remains in a file')
  }
})

test('each session has a key of its own, and none opens what another sealed', async (t) => {
  const { server, session, sealed } = await copiedSession(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'other')
  const other = await openSession(server, key)
  const keys = openSessionKeys(server.evidenceKeys, {
    id: other.id,
    key: await findSessionKey(server.storage.db, other.id),
  })
  for (const { purpose, bytes } of sealed) assert.throws(() => unsealWithAny(keys, purpose, bytes))
  const moved = { id: other.id, key: await findSessionKey(server.storage.db, session.id) }
  assert.throws(() => openSessionKeys(server.evidenceKeys, moved), 'a key moved to another session opens nothing')
})

test('PostgreSQL takes erased keys out of their table in each round of its autovacuum', {
  skip: testDatabaseUrl === '' && 'needs PostgreSQL: npm run test:postgres',
}, async (t) => {
  const { storage } = await startServer(t)
  const query = sql<{
    options: string[]
  }>`select reloptions as options from pg_class where relname = 'liveness_session_key'`
  const { rows } = await query.execute(storage.db)
  assert.deepEqual(rows[0]?.options, ['autovacuum_vacuum_threshold=0', 'autovacuum_vacuum_scale_factor=0'])
})

test('with EVIDENCE_HOURS=0 the key of a session goes when the session can no longer run', async (t) => {
  const server = await startServer(t, { EVIDENCE_HOURS: '0' })
  const session = await openOwnSession(server)
  await capture(server, session, subjectA())
  server.clock.advance(server.config.LIVENESS_SESSION_SECONDS * 1000)
  await sweep({ ...server, ...server.storage })
  assert.equal(await findSessionKey(server.storage.db, session.id), null)
})

test('a session that is given more time keeps its key until it is over', async (t) => {
  const server = await startServer(t, { EVIDENCE_HOURS: '0' })
  const session = await openOwnSession(server)
  const { db } = server.storage
  const { expiresAt } = (await findSession(db, session.id))!
  const take = (frame: number) => subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: frame * 200, frame })
  assert.equal((await sendFrame(server, session, 0, await take(0))).status, 200)
  await db
    .updateTable('liveness_session')
    .set({ expires_at: expiresAt + 60_000 })
    .execute()
  server.clock.advance(server.config.LIVENESS_SESSION_SECONDS * 1000)
  await sweep({ ...server, ...server.storage })
  assert.equal((await sendFrame(server, session, 1, await take(1))).status, 200)
  server.clock.advance(60_000)
  await sweep({ ...server, ...server.storage })
  assert.equal(await findSessionKey(db, session.id), null)
})

test('evidence that version 0.1 sealed, with the evidence key itself, still opens', async (t) => {
  const { server, session, images, observations, key } = await copiedSession(t)
  const { db } = server.storage
  const before = await readSession(server, session)
  const path = `/liveness/sessions/${session.id}/images/${images[0]!.id}`
  const picture = await (await fetch(server.url + path, session.owner)).bytes()

  const open = openSessionKeys(server.evidenceKeys, { id: session.id, key })
  const reseal = (purpose: string, bytes: Uint8Array) =>
    sealAsBefore(masterOf(server), purpose, unsealWithAny(open, purpose, bytes))
  for (const row of images) {
    const sealed = reseal(imagePurpose(session.id, row.id), row.sealed)
    await db.updateTable('liveness_image').set({ sealed }).where('id', '=', row.id).execute()
  }
  for (const row of observations) {
    const sealed = reseal(observationPurpose(session.id, row.sequence), row.sealed)
    const where = db.updateTable('liveness_observation').set({ sealed }).where('session_id', '=', session.id)
    await where.where('sequence', '=', row.sequence).execute()
  }
  await db.deleteFrom('liveness_session_key').execute()

  assert.deepEqual(await (await fetch(server.url + path, session.owner)).bytes(), picture)
  const stored = (await findSession(db, session.id))!
  assert.deepEqual(await rescore({ ...server, ...server.storage }, stored, DEFAULT_POLICY), stored.outcome)
  assert.deepEqual(await readSession(server, session), before)
})

test('a session that version 0.1 had under way goes on', async (t) => {
  const server = await startServer(t)
  const session = await openOwnSession(server)
  const { db } = server.storage
  const take = (frame: number) => subjectA()({ shown: 'look_straight', sinceMs: frame * 200, atMs: frame * 200, frame })
  assert.equal((await sendFrame(server, session, 0, await take(0))).status, 200)
  const stored = (await findSession(db, session.id))!
  const open = openSessionKeys(server.evidenceKeys, stored)
  const purpose = progressPurpose(session.id)
  const progress = sealAsBefore(masterOf(server), purpose, unsealWithAny(open, purpose, stored.progress!))
  await db.updateTable('liveness_session').set({ progress }).where('id', '=', session.id).execute()
  await db.deleteFrom('liveness_session_key').execute()

  server.clock.advance(200)
  assert.equal((await sendFrame(server, session, 1, await take(1))).status, 200)
  assert.equal((await findSession(db, session.id))?.lastSequence, 1)
})

test('opening the key of a session takes a small part of a millisecond, nothing beside the frame it is for', async (t) => {
  const server = await startServer(t)
  const session = await openOwnSession(server)
  const stored = (await findSession(server.storage.db, session.id))!
  const rounds = 2_000
  const before = process.cpuUsage()
  for (let round = 0; round < rounds; round++) openSessionKeys(server.evidenceKeys, stored)
  const { user, system } = process.cpuUsage(before)
  assert.ok((user + system) / 1000 / rounds < 0.5, `${(user + system) / rounds} µs each`)
})
