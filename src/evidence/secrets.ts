import type { Db } from '../storage/schema.ts'
import type { EvidenceKeys } from './evidence-keys.ts'
import { seal, secretPurpose, unseal } from './seal.ts'
import { findSecret, insertSecret, listSecretsOfOthers, replaceSecret, type SealedSecret } from './secret-queries.ts'

/**
 * Keeps a secret that all server processes share, sealed with the current evidence key. False where there is one of
 * that id already, which stays as it is.
 */
export function keepSecret(db: Db, keys: EvidenceKeys, id: string, plain: Uint8Array): Promise<boolean> {
  return insertSecret(db, sealSecret(keys, id, plain))
}

/** A secret in plain; undefined where there is none. Throws where the evidence key that sealed it is not here. */
export async function openSecret(db: Db, keys: EvidenceKeys, id: string): Promise<Buffer | undefined> {
  const secret = await findSecret(db, id)
  return secret && unsealSecret(keys, secret)
}

/**
 * Seals every secret with the current evidence key; returns how many could not be, because the key that they were
 * sealed with is not here. May run beside servers and beside itself.
 */
export async function resealSecrets(db: Db, keys: EvidenceKeys): Promise<{ resealed: number; unopened: number }> {
  const others = await listSecretsOfOthers(db, keys.current().id)
  const ours = others.filter(({ evidenceKeyId }) => keys.find(evidenceKeyId))
  let resealed = 0
  for (const secret of ours)
    if (await replaceSecret(db, secret, sealSecret(keys, secret.id, unsealSecret(keys, secret)))) resealed++
  return { resealed, unopened: others.length - ours.length }
}

function sealSecret(keys: EvidenceKeys, id: string, plain: Uint8Array): SealedSecret {
  const { id: evidenceKeyId, key } = keys.current()
  return { id, evidenceKeyId, sealed: seal(key, secretPurpose(id), plain) }
}

function unsealSecret(keys: EvidenceKeys, { id, evidenceKeyId, sealed }: SealedSecret): Buffer {
  const evidenceKey = keys.find(evidenceKeyId)
  if (!evidenceKey) throw new Error(`the evidence key ${evidenceKeyId}, which the secret "${id}" needs, is not here`)
  return unseal(evidenceKey.key, secretPurpose(id), sealed)
}
