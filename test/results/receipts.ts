import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { createLocalJWKSet, jwtVerify } from 'jose'
import type { TestServer } from '../server.ts'

/** The claims of a receipt, verified by `jose` and by Node's `crypto` alone, with the keys the server publishes. */
// biome-ignore lint/suspicious/noExplicitAny: what a test reads of a receipt, it asserts.
export async function readReceipt(server: TestServer, receipt: string): Promise<any> {
  const answer = await server.request('GET', '/.well-known/receipt-keys.json')
  const set = JSON.parse(answer.text)
  const [header = '', claims = '', signature = ''] = receipt.split('.')
  const { alg, typ, kid } = JSON.parse(Buffer.from(header, 'base64url').toString())
  assert.deepEqual([alg, typ], ['EdDSA', 'liveness-receipt+jwt'])
  const jwk = set.keys.find((key: { kid: string }) => key.kid === kid)
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  assert.ok(verify(null, Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url')))
  const { payload } = await jwtVerify(receipt, createLocalJWKSet(set), { algorithms: ['EdDSA'], typ })
  assert.deepEqual(payload, JSON.parse(Buffer.from(claims, 'base64url').toString()))
  assert.ok(jwk.exp === undefined || payload.iat! < jwk.exp)
  return payload
}
