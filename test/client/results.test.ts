import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import type { VerificationError } from '../../client/errors.ts'
import { fetchedKeys } from '../../client/fetched-keys.ts'
import { fixedKeys } from '../../client/key-set.ts'
import { type ExpectedResult, verifyResult } from '../../client/verify-result.ts'
import { claims, ISSUER, NOW_MS, newSigningKey, type SigningKey, signToken } from './signed-results.ts'

const key = newSigningKey('k1')
const expected: ExpectedResult = {
  ...{ issuer: ISSUER, audience: 'shop', nonce: 'a1b2c3', keys: fixedKeys({ keys: [key.jwk] }) },
  now: () => NOW_MS + 5_000,
}

async function problemOf(token: string, other: Partial<ExpectedResult> = {}): Promise<string> {
  try {
    await verifyResult(token, { ...expected, ...other })
    return 'none'
  } catch (error) {
    return (error as VerificationError).reason
  }
}

test('a signed result is believed, and its claims are returned', async () => {
  assert.deepEqual(await verifyResult(signToken(key), expected), claims)
  assert.equal(await problemOf(signToken(key), { subject: 'customer-7', sessionId: claims.session_id }), 'none')
})

test('a result is refused, with the reason, where any of its claims is not as expected', async () => {
  const seconds = NOW_MS / 1000
  const refused: [object, string][] = [
    [{ iss: 'https://other.example.org' }, 'issuer'],
    [{ aud: 'another shop' }, 'audience'],
    [{ aud: undefined }, 'audience'],
    [{ aud: ['shop'] }, 'malformed'],
    [{ nonce: 'another' }, 'nonce'],
    [{ nonce: undefined }, 'nonce'],
    [{ nonce: '' }, 'nonce'],
    [{ exp: seconds - 26 }, 'expired'],
    [{ exp: seconds + 9_999_999 }, 'expired'],
    [{ exp: undefined }, 'malformed'],
    [{ iat: seconds + 36, exp: seconds + 636 }, 'not_yet_valid'],
    [{ iat: 'now' }, 'malformed'],
    [{ verdict: 'spoof' }, 'verdict'],
    [{ verdict: 'inconclusive' }, 'verdict'],
    [{ verdict: undefined }, 'malformed'],
    [{ session_id: 7 }, 'malformed'],
  ]
  for (const [change, reason] of refused)
    assert.equal(await problemOf(signToken(key, { ...claims, ...change })), reason, JSON.stringify(change))
  assert.equal(await problemOf(signToken(key), { subject: 'customer-8' }), 'subject')
  assert.equal(await problemOf(signToken(key), { sessionId: 'another' }), 'session')
  const old = { ...claims, iat: seconds - 200 }
  assert.equal(await problemOf(signToken(key, old), { maxAgeSeconds: 60 }), 'too_old')
  assert.equal(await problemOf(signToken(key, old), { maxAgeSeconds: 240 }), 'none')
  const anew = { ...claims, decided_at: '2026-03-01T09:29:58.480Z' }
  assert.equal(await problemOf(signToken(key, anew), { maxAgeSeconds: 240 }), 'too_old')
  assert.equal(await problemOf(signToken(key, { ...claims, decided_at: 'never' }), { maxAgeSeconds: 240 }), 'too_old')
  assert.equal(await problemOf(signToken(key, anew)), 'none')
})

test('clocks may differ by half a minute, in either direction, or by what is permitted', async () => {
  const seconds = NOW_MS / 1000
  assert.equal(await problemOf(signToken(key, { ...claims, exp: seconds - 24 })), 'none')
  assert.equal(await problemOf(signToken(key, { ...claims, iat: seconds + 34 })), 'none')
  assert.equal(await problemOf(signToken(key, { ...claims, exp: seconds }), { clockToleranceSeconds: 0 }), 'expired')
})

test('without nonce or audience nothing is verified, unless it is said that they are not checked', async () => {
  const bare = signToken(key, { ...claims, nonce: undefined, aud: undefined })
  for (const forgotten of [{ nonce: undefined }, { audience: undefined }, { nonce: '' }, { audience: '' }])
    await assert.rejects(verifyResult(bare, { ...expected, ...(forgotten as object) }), TypeError)
  assert.equal(await problemOf(bare, { nonce: false, audience: false }), 'none')
})

test('verdicts other than live are believed where they are asked for', async () => {
  const token = signToken(key, { ...claims, verdict: 'spoof' })
  const { verdict } = await verifyResult(token, { ...expected, verdicts: ['live', 'spoof'] })
  assert.equal(verdict, 'spoof')
})

test('a token with one character changed is not believed, wherever it is', async () => {
  const token = signToken(key)
  for (let index = 0; index < token.length - 1; index += 7) {
    const other = token[index] === 'A' ? 'B' : 'A'
    assert.notEqual(await problemOf(token.slice(0, index) + other + token.slice(index + 1)), 'none', String(index))
  }
})

test('tokens of another algorithm, another kind, another key or another form are refused', async () => {
  const stranger = newSigningKey('k1')
  const hmac = (alg: string) => {
    const [head, body] = [{ alg, typ: 'liveness-result+jwt', kid: 'k1' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    const secret = JSON.stringify(key.jwk)
    return `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`
  }
  const token = signToken(key)
  const refused: [string, string][] = [
    [hmac('HS256'), 'algorithm'],
    [hmac('none').replace(/[^.]*$/, ''), 'algorithm'],
    [hmac('EdDSA'), 'signature'],
    [signToken(key, claims, { alg: 'Ed448' }), 'algorithm'],
    [signToken(key, claims, { typ: 'JWT' }), 'type'],
    [signToken(key, claims, { typ: undefined }), 'type'],
    [signToken(key, claims, { crit: ['b64'], b64: false }), 'malformed'],
    [signToken(key, claims, { kid: undefined }), 'malformed'],
    [signToken(stranger), 'signature'],
    [signToken(stranger, claims, { jwk: stranger.jwk }), 'signature'],
    [signToken(key, claims, { kid: 'k2' }), 'unknown_key'],
    [`${token}.${token}`, 'malformed'],
    [`${token}=`, 'malformed'],
    [token.slice(0, token.lastIndexOf('.')), 'malformed'],
    ['', 'malformed'],
    ['a.b.c', 'malformed'],
    [signToken(key, { ...claims, more: 'x'.repeat(4096) }), 'malformed'],
  ]
  for (const [wrong, reason] of refused) assert.equal(await problemOf(wrong), reason, wrong)
})

test('keys that are not for verifying with Ed25519 are never used', async () => {
  for (const change of [{ use: 'enc' }, { alg: 'ES256' }, { crv: 'X25519' }, { kty: 'EC' }]) {
    const keys = fixedKeys({ keys: [{ ...key.jwk, ...change }] })
    assert.equal(await problemOf(signToken(key), { keys }), 'unknown_key', JSON.stringify(change))
  }
})

test('keys are fetched once for many results at once, and again when the server’s Cache-Control says so', async () => {
  const served = serveKeys([key], 'public, max-age=60')
  const keys = fetchedKeys({ url: `${ISSUER}/`, ...served })
  const token = signToken(key)
  const many = await Promise.all(Array.from({ length: 5 }, () => problemOf(token, { keys })))
  assert.deepEqual(many, Array(5).fill('none'))
  assert.deepEqual(served.asked, [`${ISSUER}/.well-known/jwks.json`])
  served.advance(59_000)
  assert.equal(await problemOf(token, { keys }), 'none')
  assert.equal(served.asked.length, 1)
  served.advance(1_000)
  assert.equal(await problemOf(token, { keys }), 'none')
  assert.equal(served.asked.length, 2)
})

test('a key that is not known yet is looked for at once, and made-up names at most every half a minute', async () => {
  const served = serveKeys([key])
  const keys = fetchedKeys({ url: ISSUER, ...served })
  assert.equal(await problemOf(signToken(key), { keys }), 'none')
  const next = newSigningKey('k2')
  served.keys.push(next)
  for (let attempt = 0; attempt < 20; attempt++) assert.equal(await problemOf(signToken(next), { keys }), 'unknown_key')
  assert.equal(served.asked.length, 1)
  served.advance(30_000)
  assert.equal(await problemOf(signToken(next), { keys }), 'none')
  for (let attempt = 0; attempt < 20; attempt++)
    assert.equal(await problemOf(signToken(newSigningKey(`k${attempt + 3}`)), { keys }), 'unknown_key')
  assert.equal(served.asked.length, 2)
})

test('while the server is out of reach its keys are used ten minutes longer, and then no result is believed', async () => {
  const served = serveKeys([key], 'max-age=60')
  const keys = fetchedKeys({ url: ISSUER, ...served })
  await assert.rejects(
    () => {
      served.down = true
      return verifyResult(signToken(key), { ...expected, keys })
    },
    { name: 'LivenessConnectionError', reason: 'network' },
  )
  served.down = false
  assert.equal(await problemOf(signToken(key), { keys }), 'none')
  served.down = true
  served.advance(600_000)
  assert.equal(await problemOf(signToken(key), { keys }), 'none')
  served.advance(60_000)
  assert.equal(await problemOf(signToken(key), { keys }), 'network')
})

test('a list of keys that is none, or longer than it may be, is an error that says so', async () => {
  for (const [body, status, wrong] of [
    ['{"keys": 7}', 200, { name: 'LivenessError', error: 'unexpected_response' }],
    ['<html>', 200, { name: 'LivenessError', error: 'unexpected_response' }],
    ['{"keys": []}', 302, { name: 'LivenessError', status: 302 }],
    ['x'.repeat(70_000), 200, { name: 'LivenessConnectionError', reason: 'response_too_large' }],
  ] as const) {
    const fetch = async () => new Response(body, { status })
    const keys = fetchedKeys({ url: ISSUER, fetch })
    await assert.rejects(verifyResult(signToken(key), { ...expected, keys }), wrong)
  }
})

function serveKeys(keys: SigningKey[], cacheControl?: string) {
  let nowMs = NOW_MS
  const served = {
    keys,
    asked: [] as string[],
    down: false,
    now: () => nowMs,
    advance(ms: number) {
      nowMs += ms
    },
    async fetch(address: string | URL | Request): Promise<Response> {
      if (served.down) throw new TypeError('fetch failed')
      served.asked.push(String(address))
      const headers: Record<string, string> = cacheControl ? { 'cache-control': cacheControl } : {}
      return Response.json({ keys: keys.map(({ jwk }) => jwk) }, { headers })
    },
  }
  return served
}
