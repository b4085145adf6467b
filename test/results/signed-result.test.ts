import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, type JWTVerifyOptions, jwtVerify } from 'jose'
import { listAudit } from '../../src/audit/queries.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { rotateSigningKey } from '../../src/results/signing/rotate-key.ts'
import { cli, environmentOf, jsonLines } from '../commands/cli.ts'
import { capture, type OpenSession, openOwnSession, openSession } from '../liveness/capture-client.ts'
import { decide } from '../liveness/decide.ts'
import { subjectA } from '../liveness/people.ts'
import { type Answer, signUp, startServer, type TestServer } from '../server.ts'

const PUBLIC_URL = 'https://liveness.example'
const HOUR_MS = 3_600_000

async function serverWithKey(t: TestContext, settings: Parameters<typeof startServer>[1] = {}) {
  const server = await startServer(t, settings)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  return { server, key }
}

const readResult = (server: TestServer, { id }: Pick<OpenSession, 'id'>, headers: Record<string, string>) =>
  server.request('GET', `/liveness/sessions/${id}/result`, { headers })
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })

async function tokenOf(server: TestServer, session: OpenSession): Promise<string> {
  const { status, json, text } = await readResult(server, session, session.owner.headers)
  assert.equal(status, 200, text)
  return json.data.token
}

const readKeys = (server: TestServer, headers: Record<string, string> = {}): Promise<Answer> =>
  server.request('GET', '/.well-known/jwks.json', { headers })
const keysOf = async (server: TestServer) => JSON.parse((await readKeys(server)).text)

async function verifyByJose(server: TestServer, token: string, options: JWTVerifyOptions = {}) {
  const currentDate = new Date(server.clock.now())
  const typ = 'liveness-result+jwt'
  return jwtVerify(token, createLocalJWKSet(await keysOf(server)), {
    algorithms: ['EdDSA'],
    typ,
    currentDate,
    ...options,
  })
}

/** A second verifier, of Node's `crypto` alone. Returns the claims; throws where the signature is not good. */
async function verifyByNode(server: TestServer, token: string): Promise<Record<string, unknown>> {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString())
  assert.equal(alg, 'EdDSA')
  const jwk = (await keysOf(server)).keys.find((key: { kid: string }) => key.kid === kid)
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  assert.ok(verify(null, Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url')))
  return JSON.parse(Buffer.from(claims, 'base64url').toString())
}

test('a living person’s result is signed, and says what was bound to it and nothing of how it was reached', async (t) => {
  const { server, key } = await serverWithKey(t)
  const bound = { subject: 'customer 7', nonce: 'order 7 / try 1', audience: 'shop.example' }
  const session = await openSession(server, key, { actions: ['turn_left'], ...bound })
  await capture(server, session, subjectA())
  const token = await tokenOf(server, session)
  const nowSeconds = Math.floor(server.clock.now() / 1000)
  const { payload, protectedHeader } = await verifyByJose(server, token, { audience: bound.audience })
  const { kid } = protectedHeader
  assert.deepEqual(protectedHeader, { alg: 'EdDSA', kid, typ: 'liveness-result+jwt' })
  const { jti, ...claims } = payload
  assert.ok(jti && jti !== (await verifyByJose(server, await tokenOf(server, session))).payload.jti)
  assert.deepEqual(claims, {
    ...{ iss: server.url.replace('127.0.0.1', 'localhost'), aud: bound.audience, sub: bound.subject },
    ...{ iat: nowSeconds, exp: nowSeconds + 600 },
    ...{ session_id: session.id, verdict: 'live', assurance: 'reduced', policy: 'standard-2', nonce: bound.nonce },
    decided_at: new Date(server.clock.now()).toISOString(),
  })
  assert.deepEqual(await verifyByNode(server, token), payload)
})

test('PUBLIC_URL is the issuer, and what was not given is not claimed', async (t) => {
  const { server, key } = await serverWithKey(t, { PUBLIC_URL })
  const session = await openSession(server, key)
  await decide(server, session.id)
  const { payload } = await verifyByJose(server, await tokenOf(server, session), { issuer: PUBLIC_URL })
  const names = ['assurance', 'decided_at', 'exp', 'iat', 'iss', 'jti', 'policy', 'session_id', 'verdict']
  assert.deepEqual(Object.keys(payload).sort(), names)
  assert.equal(payload.verdict, 'inconclusive')
})

test('a token of which one character was changed is good for nobody', async (t) => {
  const { server, key } = await serverWithKey(t)
  const session = await openSession(server, key)
  await decide(server, session.id)
  const token = await tokenOf(server, session)
  const [header = '', claims = '', signature = ''] = token.split('.')
  const forged = Buffer.from(claims, 'base64url').toString().replace('inconclusive', 'live')
  for (const bad of [
    [header, Buffer.from(forged).toString('base64url'), signature],
    [header, claims, signature.slice(0, 10) + (signature[10] === 'A' ? 'B' : 'A') + signature.slice(11)],
    [Buffer.from('{"alg":"none"}').toString('base64url'), claims, ''],
  ])
    await assert.rejects(verifyByJose(server, bad.join('.')))
  server.clock.advance(600_000)
  await assert.rejects(verifyByJose(server, token), { code: 'ERR_JWT_EXPIRED' })
})

test('whoever may read a session gets its result: the person, the capture token, the key; nobody else', async (t) => {
  const { server, key } = await serverWithKey(t)
  const own = await openOwnSession(server)
  const ofKey = await openSession(server, key)
  for (const { id } of [own, ofKey]) await decide(server, id)
  for (const session of [own, ofKey]) {
    assert.equal((await readResult(server, session, session.owner.headers)).status, 200)
    const byToken = await readResult(server, session, bearer(session.token))
    assert.equal(byToken.status, 200)
    assert.equal(byToken.headers.get('access-control-allow-origin'), '*')
    assert.equal(byToken.headers.get('cache-control'), 'no-store')
  }
  const { db } = server.storage
  const { key: other } = await createApiKey({ db, clock: server.clock }, 'others')
  const { key: narrow } = await createApiKey({ db, clock: server.clock }, 'narrow', { scopes: ['sessions:create'] })
  const stranger = await signUp(server, { fullname: 'Some Other', username: 'someother', password: 'correct horse' })
  assert.equal((await readResult(server, own, ofKey.owner.headers)).status, 404)
  assert.equal((await readResult(server, ofKey, bearer(other))).status, 404)
  assert.equal((await readResult(server, own, { cookie: stranger })).status, 404)
  assert.equal((await readResult(server, ofKey, bearer(narrow))).status, 403)
  assert.equal((await readResult(server, ofKey, bearer(own.token))).status, 401)
  assert.equal((await readResult(server, ofKey, {})).status, 401)
})

test('a session without a verdict has no result: waiting, expired or cancelled', async (t) => {
  const { server, key } = await serverWithKey(t)
  const [waiting, expired, cancelled] = [
    await openSession(server, key),
    await openSession(server, key),
    await openSession(server, key),
  ]
  await server.request('DELETE', `/liveness/sessions/${cancelled.id}`, cancelled.owner)
  server.clock.advance(60_000)
  assert.equal((await readResult(server, waiting, waiting.owner.headers)).status, 409)
  server.clock.advance(60_000)
  await sweep({ ...server, ...server.storage })
  for (const session of [expired, cancelled]) {
    const refused = await readResult(server, session, session.owner.headers)
    assert.deepEqual([refused.status, refused.json.error], [409, 'not_decided'])
  }
})

test('after a rotation in another process the new key signs at once, and what the old one signed stays good', async (t) => {
  const { server, key } = await serverWithKey(t)
  const other = await startServer(t, environmentOf(server))
  const session = await openSession(server, key)
  await decide(server, session.id)
  const [before, same] = [await tokenOf(server, session), await tokenOf(other, session)]
  const kid = (token: string) => decodeProtectedHeader(token).kid
  assert.equal(kid(before), kid(same), 'two processes share one key')
  const run = (...words: string[]) => cli(environmentOf(server), ['signing-key', ...words])
  const rotated = await run('rotate', '--json')
  assert.equal(rotated.code, 0, rotated.err)
  const after = [await tokenOf(server, session), await tokenOf(other, session)]
  for (const token of after) assert.equal(kid(token), jsonLines(rotated.out)[0]?.id)
  for (const token of [before, ...after])
    for (const process of [server, other]) {
      await verifyByJose(process, token)
      await verifyByNode(process, token)
    }
  const listed = jsonLines((await run('list', '--json')).out)
  assert.deepEqual(
    listed.map(({ id, state }) => [id, state]),
    [
      [kid(after[0]!), 'signs'],
      [kid(before), 'retired'],
    ],
  )
  const { db } = server.storage
  const secrets = await db.selectFrom('sealed_secret').select('id').execute()
  assert.deepEqual(
    secrets.map(({ id }) => id),
    [`signing key ${kid(after[0]!)}`],
    'nothing can be signed with the old key any more',
  )
  const audit = await listAudit(db, 0, 100)
  assert.ok(audit.some(({ event, actor }) => event === 'signing_key_rotated' && actor === kid(after[0]!)))

  server.clock.advance(HOUR_MS + 60_000)
  await sweep({ ...server, ...server.storage })
  assert.deepEqual(
    (await keysOf(server)).keys.map(({ kid: id }: { kid: string }) => id),
    [kid(after[0]!)],
  )
})

test('many processes that need the first key at once make one', async (t) => {
  const { server, key } = await serverWithKey(t)
  const other = await startServer(t, environmentOf(server))
  const session = await openSession(server, key)
  await decide(server, session.id)
  const tokens = await Promise.all([...Array(8)].map((_, index) => tokenOf(index % 2 ? server : other, session)))
  assert.equal(new Set(tokens.map((token) => decodeProtectedHeader(token).kid)).size, 1)
  for (const token of tokens) await verifyByNode(server, token)
})

test('the keys are public, may be cached for five minutes, and are not sent again to who has them', async (t) => {
  const { server } = await serverWithKey(t)
  const first = await readKeys(server)
  assert.equal(first.status, 200, first.text)
  const [key, ...others] = JSON.parse(first.text).keys
  assert.deepEqual(others, [])
  assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x'])
  assert.equal(first.headers.get('cache-control'), 'public, max-age=300')
  assert.equal(first.headers.get('access-control-allow-origin'), '*')
  const etag = first.headers.get('etag')!
  const again = await readKeys(server, { 'if-none-match': etag })
  assert.deepEqual([again.status, again.text], [304, ''])
  assert.ok(await rotateSigningKey({ ...server, ...server.storage }))
  assert.equal((await readKeys(server, { 'if-none-match': etag })).status, 200)
})

test('the private key is sealed: where its evidence key is lost nothing is signed, until it is replaced', async (t) => {
  const { server, key } = await serverWithKey(t)
  const session = await openSession(server, key)
  await decide(server, session.id)
  await tokenOf(server, session)
  const EVIDENCE_KEY = Buffer.alloc(32, 7).toString('base64')
  const other = await startServer(t, { ...environmentOf(server), EVIDENCE_KEY })
  const failed = await readResult(other, session, session.owner.headers)
  assert.deepEqual([failed.status, failed.json.error], [500, 'internal'])
  assert.ok(other.logLines.some((line) => /which the secret \\"signing key .*\\" needs, is not here/.test(line)))
  const rotated = await cli({ ...environmentOf(server), EVIDENCE_KEY }, ['signing-key', 'rotate'])
  assert.equal(rotated.code, 0, rotated.err)
  await verifyByNode(other, await tokenOf(other, session))
})

test('nonce and audience are for API keys, and are 1 to 200 printable characters', async (t) => {
  const { server, key } = await serverWithKey(t)
  const cookie = await signUp(server)
  for (const field of ['nonce', 'audience']) {
    const refused = await server.request('POST', '/liveness/sessions', {
      json: { [field]: 'mine' },
      headers: { cookie },
    })
    assert.deepEqual([refused.status, refused.json.details[0].path], [400, `/${field}`])
    for (const bad of ['', 'x'.repeat(201), 'a\u0000b']) {
      const json = { [field]: bad }
      const { status } = await server.request('POST', '/liveness/sessions', { json, headers: bearer(key) })
      assert.equal(status, 400, JSON.stringify(json))
    }
  }
})

test('a session that is tried again keeps nonce and audience', async (t) => {
  const { server, key } = await serverWithKey(t)
  const first = await openSession(server, key, { nonce: 'order 7', audience: 'shop.example' })
  await decide(server, first.id)
  const { json } = await server.request('POST', `/liveness/sessions/${first.id}/retry`, {
    headers: bearer(first.token),
  })
  const second = { ...first, id: json.data.session_id }
  await decide(server, second.id)
  const { payload } = await verifyByJose(server, await tokenOf(server, second))
  assert.deepEqual([payload.nonce, payload.aud, payload.session_id], ['order 7', 'shop.example', second.id])
})
