import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openEvidenceKeys } from '../../src/evidence/evidence-keys.ts'
import { keepFrame } from '../../src/evidence/keep-frame.ts'
import { findSessionKey } from '../../src/evidence/key-queries.ts'
import { keepSecret, openSecret } from '../../src/evidence/secrets.ts'
import { openSessionKeys } from '../../src/evidence/session-keys.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { type OpenSession, openSession, readSession, sendFrame } from '../liveness/capture-client.ts'
import { subjectA } from '../liveness/people.ts'
import { startServer, type TestServer } from '../server.ts'
import { cli, environmentOf, jsonLines } from './cli.ts'

async function serverWithEvidence(t: TestContext, settings: Parameters<typeof startServer>[1] = {}) {
  const server = await startServer(t, settings)
  const { key: apiKey } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, apiKey)
  await keepPortrait(server, session.id)
  const file = join(server.config.DATA_DIR, 'evidence.key')
  const run = (...words: string[]) => cli(environmentOf(server), ['evidence-key', ...words])
  return { server, apiKey, session, file, run }
}

/** Keeps a frame with its picture as the frames of a film are kept. */
async function keepPortrait({ storage: { db }, evidenceKeys, ...server }: TestServer, sessionId: string) {
  const key = await findSessionKey(db, sessionId)
  const keys = openSessionKeys(evidenceKeys, { id: sessionId, key })
  const frame = { sequence: 0, receivedAtMs: server.clock.now() }
  const keepUntil = key?.keepUntil ?? 0
  const portrait = { sessionId, keepUntil, frame, picture: Buffer.from('a picture'), imageKind: 'portrait' } as const
  await db.transaction().execute((tx) => keepFrame(tx, keys, portrait))
}

async function readPicture(server: TestServer, session: OpenSession): Promise<number> {
  const { images } = await readSession(server, session)
  const path = `/liveness/sessions/${session.id}/images/${images[0].image_id}`
  return (await server.request('GET', path, session.owner)).status
}

const sendFirst = async (server: TestServer, session: OpenSession, frame: number) =>
  (await sendFrame(server, session, frame, await subjectA()({ shown: null, sinceMs: 0, atMs: frame * 200, frame })))
    .status

function anHourAgo(file: string): void {
  const at = Date.now() / 1000 - 3600
  utimesSync(file, at, at)
}

test('the evidence key is replaced while the server runs: sessions go on, what is kept opens, the old key goes', async (t) => {
  const { server, apiKey, session, file, run } = await serverWithEvidence(t)
  const underWay = await openSession(server, apiKey)
  assert.equal(await sendFirst(server, underWay, 0), 200)
  const { db } = server.storage
  assert.ok(await keepSecret(db, server.evidenceKeys, 'a secret of the server', Buffer.from('kept')))
  const [old] = jsonLines((await run('list', '--json')).out)
  assert.deepEqual({ ...old, id: '' }, { id: '', state: 'seals', sessions: 2, secrets: 1 })
  const erased = await openSession(server, apiKey)
  const copied = await findSessionKey(server.storage.db, erased.id)
  await server.request('DELETE', `/liveness/sessions/${erased.id}`, erased.owner)

  const rotated = await run('rotate', '--json')
  assert.equal(rotated.code, 0, rotated.err)
  const { id, resealed, unopened } = jsonLines(rotated.out)[0]!
  assert.deepEqual([resealed, unopened], [2, 0])
  assert.notEqual(id, old?.id)
  // Erasing made the key that signs receipts, the second secret.
  assert.deepEqual(jsonLines((await run('list', '--json')).out), [
    { id, state: 'seals', sessions: 2, secrets: 2 },
    { id: old?.id, state: 'opens', sessions: 0, secrets: 0 },
  ])
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(await readPicture(server, session), 200)
  assert.equal(await sendFirst(server, underWay, 1), 200)
  const opened = await openSession(server, apiKey)
  assert.equal((await findSessionKey(server.storage.db, opened.id))?.evidenceKeyId, id)

  const early = await run('prune')
  assert.equal(early.code, 1)
  assert.match(early.err, /less than a minute ago/)
  anHourAgo(file)
  assert.deepEqual(jsonLines((await run('prune', '--json')).out), [{ removed: [old?.id] }])
  assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 1)
  assert.equal(await readPicture(server, session), 200)
  assert.equal(String(await openSecret(db, openEvidenceKeys(server.config), 'a secret of the server')), 'kept')
  assert.equal(await sendFirst(server, underWay, 2), 200)
  assert.match((await cli(environmentOf(server), ['check'])).out, /evidence key +ok/)

  const now = openEvidenceKeys(server.config)
  assert.throws(() => openSessionKeys(now, { id: erased.id, key: copied }), /is not here/)
  const audit = jsonLines((await cli(environmentOf(server), ['audit', '--json'])).out)
  assert.deepEqual(
    audit.filter(({ event }) => String(event).startsWith('evidence_key')).map(({ event, actor }) => [event, actor]),
    [
      ['evidence_key_rotated', id],
      ['evidence_key_removed', old?.id],
    ],
  )
})

test('what was being stored under the old key when it was replaced is sealed anew before that key goes', async (t) => {
  const { server, apiKey, session, file, run } = await serverWithEvidence(t)
  await run('rotate')
  const both = readFileSync(file, 'utf8')
  const late = await openSession(server, apiKey)
  // As a process stores that had read the file just before.
  writeFileSync(file, both.split('\n').toReversed().join('\n').trim())
  const stale = openEvidenceKeys(server.config)
  writeFileSync(file, both)
  const { makeSessionKey } = await import('../../src/evidence/session-keys.ts')
  const { sealed, evidenceKeyId } = makeSessionKey(stale.known()[0], late.id, Date.now() + 60_000)
  await server.storage.db
    .updateTable('liveness_session_key')
    .set({ sealed, evidence_key: evidenceKeyId })
    .where('session_id', '=', late.id)
    .execute()
  anHourAgo(file)
  assert.equal((await run('prune')).code, 0)
  assert.equal(await sendFirst(server, late, 0), 200)
  assert.equal(await readPicture(server, session), 200)
})

test('keys given by EVIDENCE_KEY are replaced in three steps, and each step opens what the others sealed', async (t) => {
  const [old, next] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
  const { server, session } = await serverWithEvidence(t, { EVIDENCE_KEY: old })
  const run = (EVIDENCE_KEY: string, ...words: string[]) =>
    cli({ ...environmentOf(server), EVIDENCE_KEY }, ['evidence-key', ...words])
  const alone = await run(old, 'rotate')
  assert.equal(alone.code, 1)
  assert.match(alone.err, /EVIDENCE_KEY=<old>,<new>/)

  const bothWays = [`${old},${next}`, `${next},${old}`]
  const started = (EVIDENCE_KEY: string) => startServer(t, { ...environmentOf(server), EVIDENCE_KEY })
  const [first, second] = [await started(bothWays[0]!), await started(bothWays[1]!)]
  for (const [opening, going] of [
    [first, second],
    [second, first],
  ] as const) {
    const { key } = await createApiKey({ db: opening.storage.db, clock: opening.clock }, 'more')
    const shared = await openSession(opening, key)
    assert.equal(await sendFirst(opening, shared, 0), 200)
    assert.equal(await sendFirst(going, shared, 1), 200)
  }
  const rotated = await run(bothWays[1]!, 'rotate', '--json')
  assert.equal(jsonLines(rotated.out)[0]?.resealed, 2)
  const listed = jsonLines((await run(bothWays[1]!, 'list', '--json')).out)
  assert.deepEqual(
    listed.map(({ state, sessions }) => [state, sessions]),
    [
      ['seals', 3],
      ['opens', 0],
    ],
  )
  assert.match((await run(bothWays[1]!, 'prune')).err, /Remove there those/)
  assert.equal(await readPicture(await started(next), session), 200)
})

test('a key that is missing is named, by list and by rotate, and nothing of it is lost', async (t) => {
  const { server, session, file, run } = await serverWithEvidence(t)
  const right = readFileSync(file)
  writeFileSync(file, randomBytes(32).toString('base64'))
  const listed = jsonLines((await run('list', '--json')).out)
  assert.deepEqual(
    listed.map(({ state, sessions }) => [state, sessions]),
    [
      ['seals', 0],
      ['missing', 1],
    ],
  )
  const rotated = await run('rotate')
  assert.equal(rotated.code, 1)
  assert.match(rotated.err, /1 sessions need a key that is not here/)
  writeFileSync(file, right)
  assert.equal(await readPicture(server, session), 200)
})

test('older keys stay as long as something that version 0.1 sealed is kept', async (t) => {
  const { server, file, run } = await serverWithEvidence(t)
  await server.storage.db.deleteFrom('liveness_session_key').execute()
  await run('rotate')
  anHourAgo(file)
  assert.deepEqual(jsonLines((await run('list', '--json')).out).at(-1), {
    id: null,
    state: 'version 0.1',
    sessions: 1,
    secrets: 0,
  })
  const pruned = await run('prune')
  assert.equal(pruned.code, 1)
  assert.match(pruned.err, /Version 0\.1 kept evidence of 1 sessions/)
  assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 2)
})

test('two rotations at once leave a file with both keys, or one of them says that it did not run', async (t) => {
  const { server, session, file, run } = await serverWithEvidence(t)
  const runs = await Promise.all([run('rotate'), run('rotate'), run('rotate')])
  const done = runs.filter(({ code }) => code === 0).length
  for (const { code, err } of runs) if (code !== 0) assert.match(err, /keys are being changed/)
  assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 1 + done)
  assert.equal(await readPicture(server, session), 200)
})
