import { createPrivateKey, type KeyObject } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { openSecret } from '../../evidence/secrets.ts'
import type { Db } from '../../storage/schema.ts'
import { findCurrentKeyId } from './key-queries.ts'
import { makeSigningKey, privateKeyName, storeSigningKey } from './make-key.ts'

export interface SigningNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly evidenceKeys: EvidenceKeys
}

export interface OpenedKey {
  readonly id: string
  readonly privateKey: KeyObject
}

/** The id of the key that signs now; the first is made when it is needed, by whichever process is first. */
export async function currentKeyId({ db, clock, evidenceKeys }: SigningNeeds): Promise<string> {
  const found = await findCurrentKeyId(db)
  if (found !== undefined) return found
  const made = await makeSigningKey()
  await db.transaction().execute((tx) => storeSigningKey(tx, evidenceKeys, made, clock.now()))
  const id = await findCurrentKeyId(db)
  if (id === undefined) throw new Error('there is no signing key')
  return id
}

/**
 * Opens the key that signs now and keeps it open for the next time. Which one that is, is asked each time: another
 * process may have replaced it. Throws where the evidence key that seals it is not here.
 */
export function openCurrentKey(needs: SigningNeeds): () => Promise<OpenedKey> {
  let opened: OpenedKey | undefined
  return async () => {
    const id = await currentKeyId(needs)
    if (opened?.id === id) return opened
    const secret = await openSecret(needs.db, needs.evidenceKeys, privateKeyName(id))
    if (!secret) throw new Error(`the signing key ${id} was replaced just now`)
    opened = { id, privateKey: createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' }) }
    return opened
  }
}
