import type { Db } from '../storage/schema.ts'
import type { EvidenceKeys } from './evidence-keys.ts'
import { findSessionKey } from './key-queries.ts'
import { findSealedImage } from './queries.ts'
import { imagePurpose, unsealWithAny } from './seal.ts'
import { openSessionKeys } from './session-keys.ts'

/**
 * The JPEG of an image that is kept for a session; undefined where there is none. Throws where it was sealed with a key
 * that is not here.
 */
export async function readImage(
  db: Db,
  keys: EvidenceKeys,
  { sessionId, imageId, now }: { readonly sessionId: string; readonly imageId: string; readonly now: number },
): Promise<Buffer | undefined> {
  // The key before the row: it is erased with it, or before.
  const key = await findSessionKey(db, sessionId)
  const sealed = await findSealedImage(db, sessionId, imageId, now)
  return (
    sealed && unsealWithAny(openSessionKeys(keys, { id: sessionId, key }), imagePurpose(sessionId, imageId), sealed)
  )
}
