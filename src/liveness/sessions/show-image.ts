import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import { refuse } from '../../errors.ts'
import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { readImage } from '../../evidence/read-image.ts'
import type { Db } from '../../storage/schema.ts'

export interface ShowImageNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly evidenceKeys: EvidenceKeys
}

/**
 * The JPEG of an image that is kept for a session. That somebody read it is written down before it is given. Refuses
 * `not_found`.
 */
export async function showImage(
  { db, clock, evidenceKeys }: ShowImageNeeds,
  { sessionId, imageId }: { readonly sessionId: string; readonly imageId: string },
  by: { readonly actor: string; readonly address: string },
): Promise<Buffer> {
  const now = clock.now()
  const image = await readImage(db, evidenceKeys, { sessionId, imageId, now })
  if (!image) throw refuse('not_found')
  await recordAudit(db, { at: now, event: 'liveness_image_read', ...by, about: `${sessionId}/${imageId}` })
  return image
}
