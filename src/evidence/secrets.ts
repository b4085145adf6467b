import type { Db } from '../storage/schema.ts'
import type { EvidenceKey, EvidenceKeys } from './evidence-keys.ts'
import { seal, secretPurpose, unseal } from './seal.ts'
import { findSecret, insertSecret, listSecretsOfOthers, replaceSecret, type SealedSecret } from './secret-queries.ts'

const SECRETS_AT_ONCE = 500

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

/**
 * Seals every secret with the current evidence key; returns how many could not be, because the key that they were
 * sealed with is not here. May run beside servers and beside itself.
 */
export async function resealSecrets(db: Db, keys: EvidenceKeys): Promise<{ resealed: number; unopened: number }> {
  const current = keys.current()
  let [resealed, unopened] = [0, 0]
  for (let afterId = ''; ; ) {
    const page = await listSecretsOfOthers(db, current.id, { afterId, limit: SECRETS_AT_ONCE })
    const ours = page.filter(({ evidenceKeyId }) => keys.find(evidenceKeyId))
    unopened += page.length - ours.length
    await db.transaction().execute(async (tx) => {
      for (const secret of ours)
        if (await replaceSecret(tx, secret, sealSecret(current, secret.id, unsealSecret(keys, secret)))) resealed++
    })
    const last = page.at(-1)
    if (last === undefined) return { resealed, unopened }
    afterId = last.id
  }
}

function sealSecret({ id: evidenceKeyId, key }: EvidenceKey, id: string, plain: Uint8Array): SealedSecret {
  return { id, evidenceKeyId, sealed: seal(key, secretPurpose(id), plain) }
}

function unsealSecret(keys: EvidenceKeys, { id, evidenceKeyId, sealed }: SealedSecret): Buffer {
  const evidenceKey = keys.find(evidenceKeyId)
  if (!evidenceKey) throw new Error(`the evidence key ${evidenceKeyId}, which the secret "${id}" needs, is not here`)
  return unseal(evidenceKey.key, secretPurpose(id), sealed)
}
