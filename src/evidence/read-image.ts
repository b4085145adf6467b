import type { KeyObject } from 'node:crypto'
import type { Db } from '../storage/schema.ts'
import { findSealedImage } from './queries.ts'
import { imagePurpose, unseal } from './seal.ts'

/**
 * The JPEG of an image that is kept for a session; undefined where there is none. Throws where it was sealed with
 * another key.
 */
export async function readImage(
  db: Db,
  key: KeyObject,
  { sessionId, imageId, now }: { readonly sessionId: string; readonly imageId: string; readonly now: number },
): Promise<Buffer | undefined> {
  const sealed = await findSealedImage(db, sessionId, imageId, now)
  return sealed && unseal(key, imagePurpose(sessionId, imageId), sealed)
}
