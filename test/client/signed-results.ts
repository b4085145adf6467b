import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export const ISSUER = 'https://liveness.example.org'
export const NOW_MS = Date.parse('2026-03-02T09:30:00.000Z')

export interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly jwk: Readonly<Record<string, unknown>>
}

export function newSigningKey(kid: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' } }
}

export const claims = {
  ...{ iss: ISSUER, aud: 'shop', sub: 'customer-7', jti: 'one', iat: NOW_MS / 1000, exp: NOW_MS / 1000 + 600 },
  ...{ session_id: 'Yk3v0tqJ8mXbR2sW5nLcTg', verdict: 'live', assurance: 'active', policy: 'standard-2' },
  ...{ nonce: 'a1b2c3', decided_at: '2026-03-02T09:29:58.480Z' },
}

/** Signs as the server does (RFC 7515, 3.1), with whatever header and claims a test wants. */
export function signToken(key: SigningKey, payload: object = claims, header: object = {}): string {
  const head = { alg: 'EdDSA', typ: 'liveness-result+jwt', kid: key.kid, ...header }
  const signed = [head, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`
}
