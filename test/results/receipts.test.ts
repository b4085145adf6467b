import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { insertImage, insertObservation, noteDigest } from '../../src/evidence/queries.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { rotateSigningKey } from '../../src/results/signing/rotate-key.ts'
import { addEndpoint } from '../../src/results/webhooks/add-endpoint.ts'
import { cli, environmentOf, jsonLines } from '../commands/cli.ts'
import { beginAttempt, openOwnSession, openSession } from '../liveness/capture-client.ts'
import { decide } from '../liveness/decide.ts'
import { subjectA } from '../liveness/people.ts'
import { signUp, somebody, startServer, type TestServer } from '../server.ts'
import { readReceipt } from './receipts.ts'

const DAY_MS = 86_400_000
const iso = (at: number) => new Date(at).toISOString()

/** Two pictures and three measurements of a session, and a digest. */
async function addEvidence({ storage: { db }, clock }: TestServer, sessionId: string): Promise<void> {
  const [keepUntil, sealed] = [clock.now() + DAY_MS, new Uint8Array([1])]
  for (const kind of ['portrait', 'audit'] as const)
    await insertImage(db, { id: `${sessionId}-${kind}`, sessionId, kind, takenAt: 1, keepUntil, sealed })
  for (const sequence of [1_001, 1_002, 1_003]) await insertObservation(db, { sessionId, sequence, keepUntil, sealed })
  await noteDigest(db, `of ${sessionId}`, sessionId, clock.now())
}

const kindsOf = ({ kept }: { kept: { what: string }[] }) => kept.map(({ what }) => what)

test('erasing a session answers a signed receipt of what was deleted and what stays, the next one that nothing was', async (t) => {
  const server = await startServer(t, { SESSION_DAYS: '10', AUDIT_DAYS: '0' })
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { subject: 'customer 7', nonce: 'order 7' })
  const createdAt = server.clock.now()
  await beginAttempt(server, session, subjectA())
  await addEvidence(server, session.id)
  const { db } = server.storage
  const digests = await db.selectFrom('frame_digest').selectAll().where('session_id', '=', session.id).execute()
  const attempts = await db.selectFrom('liveness_attempt').selectAll().execute()
  const measured = await db.selectFrom('liveness_observation').select('sequence').execute()
  const images = await db.selectFrom('liveness_image').select('id').execute()
  assert.ok(digests.length > 1 && attempts.length > 0 && measured.length > 3 && images.length >= 2)

  const answer = await server.request('DELETE', `/liveness/sessions/${session.id}`, session.owner)
  assert.equal(answer.status, 200, answer.text)
  const now = server.clock.now()
  const { jti, ...claims } = await readReceipt(server, answer.json.data.receipt)
  assert.ok(jti)
  const digestsEnd = createdAt + 10 * DAY_MS
  assert.deepEqual(claims, {
    ...{ iss: server.url.replace('127.0.0.1', 'localhost'), iat: Math.floor(now / 1000), session_id: session.id },
    erased_at: iso(now),
    erased: { session_keys: 1, pictures: images.length, measurements: measured.length },
    kept: [
      { what: 'verdict', count: 1, until: iso(digestsEnd) },
      { what: 'frame_digests', count: digests.length, until: iso(digestsEnd) },
      { what: 'attempts', count: attempts.length, until: iso(attempts[0]!.begun_at + 2 * DAY_MS) },
      { what: 'idempotency_keys', until: iso(createdAt + DAY_MS) },
      { what: 'audit_lines', until: null },
    ],
  })

  server.clock.advance(DAY_MS + 60_000)
  const again = await server.request('DELETE', `/liveness/sessions/${session.id}`, session.owner)
  const second = await readReceipt(server, again.json.data.receipt)
  assert.deepEqual(second.erased, { session_keys: 0, pictures: 0, measurements: 0 })
  assert.notEqual(second.jti, jti)
  assert.deepEqual(kindsOf(second), ['verdict', 'frame_digests', 'attempts', 'audit_lines'])
})

test('deleting an account answers a receipt beside the contract’s body, and tells it to webhooks', async (t) => {
  const server = await startServer(t)
  const { storage, clock, evidenceKeys } = server
  const { db } = storage
  const needs = { db, clock, evidenceKeys }
  const cookie = await signUp(server)
  const { cookie: newer } = await server.request('POST', '/auth/login', { json: somebody })
  const decided = await openOwnSession(server, cookie)
  await addEndpoint(needs, { url: 'https://receiver.example/hook', events: null })
  await decide(server, decided.id)
  const open = await openOwnSession(server, cookie)
  for (const { id } of [decided, open]) await addEvidence(server, id)
  const other = await openSession(server, (await createApiKey(needs, 'tests')).key)
  await addEvidence(server, other.id)
  const { id: accountId } = await db.selectFrom('account').select('id').executeTakeFirstOrThrow()
  const logins = await db.selectFrom('login_session').select('created_at').execute()
  assert.equal(logins.length, 2)

  const answer = await server.request('DELETE', '/user/delete', { cookie: newer })
  assert.equal(answer.text, '{"status_code":200,"message":"Successfully deleted user!"}')
  const receipt = answer.headers.get('liveness-receipt')!
  const claims = await readReceipt(server, receipt)
  assert.equal(claims.account_id, accountId)
  assert.deepEqual(claims.erased, {
    ...{ accounts: 1, login_sessions: 2, sessions: 2, events: 1 },
    ...{ session_keys: 2, pictures: 4, measurements: 6, frame_digests: 2, posture_digests: 0 },
  })
  assert.deepEqual(kindsOf(claims), ['limit_counts', 'idempotency_keys', 'audit_lines', 'events'])
  assert.ok(!JSON.stringify(claims).includes(somebody.username))
  const [event] = await db.selectFrom('webhook_event').select('body').execute()
  assert.deepEqual(JSON.parse(event!.body).data, { account_id: accountId, receipt })
  assert.equal((await db.selectFrom('liveness_image').select('id').execute()).length, 2, 'another’s stay')
})

test('the command line prints the receipts of what it erases', async (t) => {
  const server = await startServer(t, { PUBLIC_URL: 'https://liveness.example' })
  const environment = { ...environmentOf(server), PUBLIC_URL: 'https://liveness.example' }
  const { id } = await openOwnSession(server, await signUp(server))
  const [session] = jsonLines((await cli(environment, ['session', 'erase', id, '--yes', '--json'])).out)
  assert.equal((await readReceipt(server, String(session?.receipt))).session_id, id)
  const { out } = await cli(environment, ['account', 'delete', somebody.username, '--yes'])
  const receipt = /^Receipt: (\S+)$/m.exec(out)![1]!
  const { iss, erased } = await readReceipt(server, receipt)
  assert.deepEqual([iss, erased.accounts, erased.sessions], ['https://liveness.example', 1, 1])
})

test('a receipt is verified after rotations by the keys for receipts, a result only by those that still sign', async (t) => {
  const server = await startServer(t)
  const { storage, clock } = server
  const { key } = await createApiKey({ db: storage.db, clock }, 'tests')
  const session = await openSession(server, key)
  await decide(server, session.id)
  const path = `/liveness/sessions/${session.id}`
  const { token } = (await server.request('GET', `${path}/result`, session.owner)).json.data
  const { receipt } = (await server.request('DELETE', path, session.owner)).json.data
  for (let rotation = 0; rotation < 2; rotation++) {
    clock.advance(1_000)
    await rotateSigningKey({ ...server, ...storage })
  }
  clock.advance(3_600_000)
  await sweep({ ...server, ...storage })
  assert.equal((await readReceipt(server, receipt)).session_id, session.id)

  const read = async (name: string) => JSON.parse((await server.request('GET', `/.well-known/${name}`)).text)
  const { keys } = await read('jwks.json')
  assert.deepEqual(Object.keys(keys[0]).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x'])
  await assert.rejects(jwtVerify(token, createLocalJWKSet({ keys })), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
  const all = (await read('receipt-keys.json')).keys
  assert.deepEqual(
    all.map(({ exp }: { exp?: number }) => exp === undefined),
    [true, false, false],
  )
  assert.equal(all[0].kid, keys[0].kid)
  const { kid } = decodeProtectedHeader(receipt)
  const retired = all.find((one: { kid: string }) => one.kid === kid)
  assert.ok(retired.iat < retired.exp && retired.exp * 1000 < clock.now(), 'nothing of a later date is good')
  const secrets = await storage.db.selectFrom('sealed_secret').select('id').execute()
  assert.deepEqual(
    secrets.map(({ id }) => id),
    [`signing key ${keys[0].kid}`],
    'nothing can be signed with the others any more',
  )
})

test('where no receipt can be signed it is erased all the same, and the log says why', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const session = await openOwnSession(server, cookie)
  await server.request('DELETE', `/liveness/sessions/${session.id}`, session.owner)
  const EVIDENCE_KEY = Buffer.alloc(32, 7).toString('base64')
  const other = await startServer(t, { ...environmentOf(server), EVIDENCE_KEY })
  const second = await openOwnSession(other, cookie)
  const erased = await other.request('DELETE', `/liveness/sessions/${second.id}`, { cookie })
  assert.deepEqual([erased.status, erased.json.data.state, erased.json.data.receipt], [200, 'cancelled', null])
  const deleted = await other.request('DELETE', '/user/delete', { cookie })
  assert.deepEqual([deleted.status, deleted.headers.get('liveness-receipt')], [200, null])
  assert.deepEqual(await other.storage.db.selectFrom('account').select('id').execute(), [])
  assert.equal(other.logLines.filter((line) => line.includes('a receipt could not be signed')).length, 2)
})

test('the public halves of the thousand keys that were retired last stay', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  const key = (index: number) => ({ id: `${index}`, public_x: 'x', created_at: index, retired_at: index + 1 })
  for (let first = 0; first < 1_005; first += 201)
    await db
      .insertInto('signing_key')
      .values([...Array(201)].map((_, index) => key(first + index)))
      .execute()
  await sweep({ ...server, ...server.storage })
  const left = await db.selectFrom('signing_key').select('retired_at').orderBy('retired_at').execute()
  assert.deepEqual([left.length, left[0]?.retired_at], [1_000, 6])
})
