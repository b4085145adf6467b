import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { keepSecret } from '../../evidence/secrets.ts'
import type { Tx } from '../../storage/schema.ts'
import { insertSigningKey } from './key-queries.ts'

export interface NewKey {
  readonly id: string
  readonly x: string
  readonly privateKey: KeyObject
}

/** Names the secret that holds a signing key's private half, in PKCS #8. */
export const privateKeyName = (keyId: string): string => `signing key ${keyId}`

/** A new Ed25519 key (RFC 8037), named by its thumbprint (RFC 7638). */
export async function makeSigningKey(): Promise<NewKey> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  return { id: await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x }), x, privateKey }
}

/** Stores the key that signs from now on; false where there is one already. */
export async function storeSigningKey(
  tx: Tx,
  keys: EvidenceKeys,
  { id, x, privateKey }: NewKey,
  now: number,
): Promise<boolean> {
  if (!(await insertSigningKey(tx, { id, x, createdAt: now }))) return false
  return keepSecret(tx, keys, privateKeyName(id), privateKey.export({ format: 'der', type: 'pkcs8' }))
}
