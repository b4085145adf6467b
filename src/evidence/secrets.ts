import type { Db } from '../storage/schema.ts'
import type { EvidenceKey, EvidenceKeys } from './evidence-keys.ts'
import { seal, secretPurpose, unseal } from './seal.ts'
import { findSecret, insertSecret, type SealedSecret } from './secret-queries.ts'

/**
 * Keeps a secret that all server processes share, sealed with the current evidence key. False where there is one of
 * that id already, which stays as it is.
 */
export function keepSecret(db: Db, keys: EvidenceKeys, id: string, plain: Uint8Array): Promise<boolean> {
  return insertSecret(db, sealSecret(keys.current(), id, plain))
}

/** A secret in plain; undefined where there is none. Throws where the evidence key that sealed it is not here. */
export async function openSecret(db: Db, keys: EvidenceKeys, id: string): Promise<Buffer | undefined> {
  const secret = await findSecret(db, id)
  return secret && unsealSecret(keys, secret)
}

/** The same secret, sealed with another evidence key. Throws where the one it was sealed with is not here. */
export function resealSecret(keys: EvidenceKeys, secret: SealedSecret, current: EvidenceKey): SealedSecret {
  return sealSecret(current, secret.id, unsealSecret(keys, secret))
}

function sealSecret({ id: evidenceKeyId, key }: EvidenceKey, id: string, plain: Uint8Array): SealedSecret {
  return { id, evidenceKeyId, sealed: seal(key, secretPurpose(id), plain) }
}

function unsealSecret(keys: EvidenceKeys, { id, evidenceKeyId, sealed }: SealedSecret): Buffer {
  const evidenceKey = keys.find(evidenceKeyId)
  if (!evidenceKey) throw new Error(`the evidence key ${evidenceKeyId}, which the secret "${id}" needs, is not here`)
  return unseal(evidenceKey.key, secretPurpose(id), sealed)
}
