import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VerificationError } from '../../client/errors.ts'
import { livenessClient } from '../../client/liveness-client.ts'
import { type ErasedThing, verifyReceipt } from '../../client/verify-receipt.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { rotateSigningKey } from '../../src/results/signing/rotate-key.ts'
import { startServer } from '../server.ts'
import { ISSUER, newSigningKey, signToken } from './signed-results.ts'

test('a back end erases a session and verifies the receipt, after a rotation too', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  const { key } = await createApiKey({ db, clock: server.clock }, 'tests')
  const issuer = server.url.replace('127.0.0.1', 'localhost')
  const client = livenessClient({ url: server.url, apiKey: key, issuer })
  const { session_id } = await client.open()
  const { receipt } = await client.erase(session_id)
  await rotateSigningKey({ ...server, ...server.storage })
  const { erased } = await client.verifyReceipt(receipt!, { sessionId: session_id })
  assert.deepEqual(erased, { session_keys: 1, pictures: 0, measurements: 0 })
  await assert.rejects(client.verifyReceipt(receipt!, { sessionId: 'another' }), { reason: 'session' })
})

test('a receipt is refused, with the reason, where it is not what the server signed in its key’s time', async () => {
  const [current, retired] = [newSigningKey('k2'), newSigningKey('k1')]
  const exp = 1_900_000_000
  const keys = { keys: [current.jwk, { ...retired.jwk, iat: exp - 1_000, exp }] }
  const claims = {
    ...{ iss: ISSUER, jti: 'one', iat: exp - 1, account_id: 'a1', erased_at: '2030-03-17T17:46:39.000Z' },
    ...{ erased: { accounts: 1 }, kept: [{ what: 'audit_lines', until: null }] },
  }
  const typ = 'liveness-receipt+jwt'
  const problemOf = async (receipt: string, erased: ErasedThing = { accountId: 'a1' }, issuer = ISSUER) => {
    try {
      await verifyReceipt(receipt, { issuer, keys, ...erased })
      return 'none'
    } catch (error) {
      return (error as VerificationError).reason
    }
  }
  const good = signToken(retired, claims, { typ })
  assert.deepEqual(await verifyReceipt(good, { issuer: ISSUER, keys, accountId: 'a1' }), claims)
  assert.equal(await problemOf(signToken(current, { ...claims, iat: exp }, { typ })), 'none')
  assert.equal(await problemOf(signToken(retired, { ...claims, iat: exp }, { typ })), 'retired_key')
  assert.equal(await problemOf(signToken(retired, claims)), 'type')
  assert.equal(await problemOf(signToken(retired, claims, { typ, alg: 'none' })), 'algorithm')
  assert.equal(await problemOf(signToken(newSigningKey('k3'), claims, { typ })), 'unknown_key')
  assert.equal(await problemOf(signToken({ ...current, kid: 'k1' }, claims, { typ })), 'signature')
  assert.equal(await problemOf(signToken(retired, { ...claims, kept: undefined }, { typ })), 'malformed')
  assert.equal(await problemOf(good, { accountId: 'a1' }, 'https://other.example'), 'issuer')
  assert.equal(await problemOf(good, { sessionId: 's1' }), 'session')
  assert.equal(await problemOf(good, { accountId: 'a2' }), 'account')
  const untold: unknown[] = [{}, { sessionId: undefined }, { sessionId: 's1', accountId: 'a1' }]
  for (const erased of untold)
    await assert.rejects(verifyReceipt(good, { issuer: ISSUER, keys, ...(erased as ErasedThing) }), TypeError)
})
