import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { listAudit } from '../../src/audit/queries.ts'
import { openEvidenceKeys } from '../../src/evidence/evidence-keys.ts'
import { insertImage } from '../../src/evidence/queries.ts'
import { imagePurpose, seal, unseal } from '../../src/evidence/seal.ts'
import { openSessionKeys } from '../../src/evidence/session-keys.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { scopes } from '../../src/identity/scopes.ts'
import { DEFAULT_POLICY } from '../../src/liveness/decision/policy.ts'
import { findSession } from '../../src/liveness/sessions/queries.ts'
import { rescore } from '../../src/liveness/sessions/rescore.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { signUp, startServer, type TestServer, temporaryFolder } from '../server.ts'
import { type Camera, capture, openOwnSession, openSession, readSession, sendFrame } from './capture-client.ts'
import { subjectA } from './people.ts'

const HOUR_MS = 3_600_000

/** Every byte that the server wrote: database, write-ahead log and log lines. */
function written(server: TestServer): Buffer {
  const file = join(server.config.DATA_DIR, 'liveness.db')
  const files = [file, `${file}-wal`].filter((path) => existsSync(path)).map((path) => readFileSync(path))
  return Buffer.concat([...files, Buffer.from(server.logLines.join(''))])
}

async function sealedRows({ storage }: TestServer): Promise<Uint8Array[]> {
  const images = await storage.db.selectFrom('liveness_image').select('sealed').execute()
  const observations = await storage.db.selectFrom('liveness_observation').select('sealed').execute()
  return [...images, ...observations].map(({ sealed }) => sealed)
}

function remembering(camera: Camera): { camera: Camera; pictures: Buffer[] } {
  const pictures: Buffer[] = []
  return {
    pictures,
    camera: async (now) => {
      const picture = await camera(now)
      pictures.push(Buffer.from(picture))
      return picture
    },
  }
}

test('no picture and no measurement is ever written as it is, and deleting the account takes all of it away', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const session = await openOwnSession(server, cookie)
  const { camera, pictures } = remembering(subjectA())
  await capture(server, session, camera)
  const kept = await sealedRows(server)
  assert.ok(kept.length > 20)

  const onDisk = written(server)
  for (const picture of pictures) assert.ok(!onDisk.includes(picture.subarray(700, 732)), 'a picture is on disk')
  for (const word of ['rigidLandmarks', 'eyeOpening', 'luminanceGrid', 'baseline', 'similarityMin'])
    assert.ok(!onDisk.includes(word), `${word} is on disk`)

  const deleted = await server.request('DELETE', '/user/delete', { headers: { cookie } })
  assert.equal(deleted.status, 200)
  assert.deepEqual(await sealedRows(server), [])
  assert.equal(await findSession(server.storage.db, session.id), undefined)
  if (server.storage.dialect === 'sqlite') {
    for (const sealed of kept) assert.ok(onDisk.includes(Buffer.from(sealed.subarray(0, 24))) || sealed.length > 3000)
    await sweep({ ...server, ...server.storage })
    const after = written(server)
    for (const sealed of kept) assert.ok(!after.includes(Buffer.from(sealed.subarray(0, 24))), 'sealed bytes remain')
  }
})

test('while a session runs, what it knows of the face is sealed too', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  await assert.rejects(capture(server, session, subjectA(), { framesMax: 10 }), /not over/)
  const { progress } = (await findSession(server.storage.db, session.id))!
  assert.ok(progress && !Buffer.from(progress).includes('baseline'))
  assert.ok(!written(server).includes('rigidLandmarks'))
})

test('each reading of a picture is a line of the audit log: which key, which session, which image', async (t) => {
  const server = await startServer(t, { KEY_WRITES_PER_HOUR: '3' })
  const { db } = server.storage
  const { id: keyId, key } = await createApiKey({ db, clock: server.clock }, 'tests')
  const session = await openSession(server, key)
  const image = { id: 'portrait_1', sessionId: session.id, kind: 'portrait', takenAt: 1, keepUntil: 1e15 } as const
  const [sessionKey] = openSessionKeys(server.evidenceKeys, (await findSession(db, session.id))!)
  const sealed = seal(sessionKey, imagePurpose(session.id, image.id), Buffer.from('a picture'))
  await insertImage(db, { ...image, sealed })
  const read = (name: string) =>
    server.request('GET', `/liveness/sessions/${session.id}/images/${encodeURIComponent(name)}`, session.owner)
  assert.equal((await read(image.id)).text, 'a picture')
  assert.equal((await read('none')).status, 404)
  assert.equal((await read(image.id)).status, 429, 'readings count towards what a key may write')
  const lines = (await listAudit(db, 0, 100)).filter(({ event }) => event === 'liveness_image_read')
  assert.deepEqual(
    lines.map(({ at, actor, address, about }) => ({ at, actor, address, about })),
    [{ at: server.clock.now(), actor: keyId, address: '127.0.0.1', about: `${session.id}/${image.id}` }],
  )
})

test('a picture whose reading cannot be written down is not shown', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  const { key } = await createApiKey({ db, clock: server.clock }, 'tests')
  const session = await openSession(server, key)
  const image = { id: 'portrait_1', sessionId: session.id, kind: 'portrait', takenAt: 1, keepUntil: 1e15 } as const
  const [sessionKey] = openSessionKeys(server.evidenceKeys, (await findSession(db, session.id))!)
  const sealed = seal(sessionKey, imagePurpose(session.id, image.id), Buffer.from('a picture'))
  await insertImage(db, { ...image, sealed })
  const read = () => server.request('GET', `/liveness/sessions/${session.id}/images/${image.id}`, session.owner)
  const insertInto = db.insertInto.bind(db)
  const full = t.mock.method(db, 'insertInto', (table: Parameters<typeof insertInto>[0]) => {
    if (table === 'audit') throw Object.assign(new Error('disk full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })
    return insertInto(table)
  })
  const refused = await read()
  assert.deepEqual([refused.status, refused.json.error], [503, 'unavailable'])
  assert.ok(!refused.text.includes('a picture'))
  full.mock.restore()
  assert.equal((await read()).text, 'a picture')
})

test('evidence is gone after its hours, and the verdict stays', async (t) => {
  const server = await startServer(t, { EVIDENCE_HOURS: '2' })
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  await capture(server, session, subjectA())
  const { images } = await readSession(server, session)
  assert.ok(images.length >= 2)
  server.clock.advance(2 * HOUR_MS - 60_000)
  await sweep({ ...server, ...server.storage })
  assert.equal((await readSession(server, session)).images.length, images.length)
  server.clock.advance(60_000)
  const path = `/liveness/sessions/${session.id}/images/${images[0].image_id}`
  assert.equal((await server.request('GET', path, session.owner)).status, 404, 'whether it was swept yet or not')
  assert.deepEqual((await readSession(server, session)).images, [])
  await sweep({ ...server, ...server.storage })
  const data = await readSession(server, session)
  assert.deepEqual(data.images, [])
  assert.equal(data.verdict, 'live')
  assert.deepEqual(await sealedRows(server), [])
  const image = await server.request(
    'GET',
    `/liveness/sessions/${session.id}/images/${images[0].image_id}`,
    session.owner,
  )
  assert.equal(image.status, 404)
  assert.equal(
    await rescore(
      { ...server, ...server.storage },
      (await findSession(server.storage.db, session.id))!,
      DEFAULT_POLICY,
    ),
    undefined,
  )
})

test('with EVIDENCE_HOURS=0 nothing is kept at all', async (t) => {
  const server = await startServer(t, { EVIDENCE_HOURS: '0' })
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  await capture(server, session, subjectA())
  assert.equal((await readSession(server, session)).verdict, 'live')
  assert.deepEqual(await sealedRows(server), [])
})

test('a stored session scored again comes to what was stored, and under a stricter policy to what that says', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  await capture(server, session, subjectA(), { framesPerSecond: 6 })
  const stored = (await findSession(server.storage.db, session.id))!
  const needs = { ...server, ...server.storage }
  assert.deepEqual(await rescore(needs, stored, DEFAULT_POLICY), stored.outcome)
  const strict = {
    ...DEFAULT_POLICY,
    name: 'strict',
    rules: { ...DEFAULT_POLICY.rules, depth: { ...DEFAULT_POLICY.rules.depth, threshold: 0.9 } },
  }
  const again = await rescore(needs, stored, strict)
  assert.equal(again?.decision.verdict, 'inconclusive')
  assert.equal(again?.decision.policy, 'strict')
})

test('a session that ran out of time comes to inconclusive again, whatever was measured in it', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  const camera = subjectA()
  for (const frame of [0, 1, 0]) {
    const picture = await camera({ shown: null, sinceMs: 0, atMs: frame * 100, frame })
    await sendFrame(server, session, (await findSession(server.storage.db, session.id))!.lastSequence + 1, picture)
    server.clock.advance(100)
  }
  server.clock.advance(120_000)
  assert.equal((await readSession(server, session)).state, 'expired')
  const stored = (await findSession(server.storage.db, session.id))!
  assert.equal(stored.outcome?.decision.verdict, 'inconclusive')
  assert.deepEqual(await rescore({ ...server, ...server.storage }, stored, DEFAULT_POLICY), stored.outcome)
})

test('a picture is only ever shown to a back end, and only under its own session', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const session = await openOwnSession(server, cookie)
  await capture(server, session, subjectA())
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests', { scopes })
  const backEnd = { headers: { authorization: `Bearer ${key}` } }
  const { images } = await readSession(server, { ...session, owner: backEnd })
  const path = (id: string) => `/liveness/sessions/${id}/images/${images[0].image_id}`
  assert.equal((await server.request('GET', path(session.id), backEnd)).status, 200)
  assert.equal((await server.request('GET', path(session.id), { headers: { cookie } })).status, 403)
  assert.equal((await server.request('GET', path(session.id))).status, 401)
  const other = await openSession(server, key, {})
  assert.equal((await server.request('GET', path(other.id), backEnd)).status, 404)
})

test('what is sealed opens with its key and for its row only, and not with a bit changed', () => {
  const [key, other] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))]
  const sealed = seal(key, 'image one', Buffer.from('a face'))
  assert.equal(unseal(key, 'image one', sealed).toString(), 'a face')
  assert.notDeepEqual(seal(key, 'image one', Buffer.from('a face')), sealed)
  assert.throws(() => unseal(other, 'image one', sealed))
  assert.throws(() => unseal(key, 'image two', sealed))
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed)
    changed[index]! ^= 1
    assert.throws(() => unseal(key, 'image one', changed), `byte ${index}`)
  }
})

test('the key is made once, closed to others, and a broken key file stops the start', async (t) => {
  const DATA_DIR = join(temporaryFolder(t), 'data')
  const open = (EVIDENCE_KEY: string[] = []) => openEvidenceKeys({ EVIDENCE_KEY, DATA_DIR }).current().key
  assert.ok(open().equals(open()))
  assert.equal(statSync(join(DATA_DIR, 'evidence.key')).mode & 0o777, 0o600)
  const configured = randomBytes(32)
  assert.ok(open([configured.toString('base64')]).equals(createSecretKey(configured)))
  const { writeFileSync } = await import('node:fs')
  writeFileSync(join(DATA_DIR, 'evidence.key'), 'c2hvcnQ=')
  assert.throws(open, /does not hold 32 bytes/)
})
