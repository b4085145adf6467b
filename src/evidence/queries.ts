import type { Db } from '../storage/schema.ts'

export interface ImageInfo {
  readonly id: string
  readonly kind: ImageKind
  readonly takenAt: number
}
export type ImageKind = 'portrait' | 'audit'

interface SealedImage extends ImageInfo {
  readonly sessionId: string
  readonly keepUntil: number
  readonly sealed: Uint8Array
}

export async function insertImage(db: Db, image: SealedImage): Promise<void> {
  await db
    .insertInto('liveness_image')
    .values({
      id: image.id,
      session_id: image.sessionId,
      kind: image.kind,
      taken_at: image.takenAt,
      keep_until: image.keepUntil,
      sealed: image.sealed,
    })
    .execute()
}

export async function deletePortrait(db: Db, sessionId: string): Promise<void> {
  await db.deleteFrom('liveness_image').where('session_id', '=', sessionId).where('kind', '=', 'portrait').execute()
}

/** The pictures of a session, the portrait first, without their bytes. */
export async function listImages(db: Db, sessionId: string, now: number): Promise<ImageInfo[]> {
  const images = await db
    .selectFrom('liveness_image')
    .select(['id', 'kind', 'taken_at as takenAt'])
    .where('session_id', '=', sessionId)
    .where('keep_until', '>', now)
    .orderBy('kind', 'desc')
    .orderBy('taken_at')
    .execute()
  return images as ImageInfo[]
}

export async function findSealedImage(
  db: Db,
  sessionId: string,
  id: string,
  now: number,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('liveness_image')
    .select('sealed')
    .where('session_id', '=', sessionId)
    .where('id', '=', id)
    .where('keep_until', '>', now)
    .executeTakeFirst()
  return row?.sealed
}

export async function insertObservation(
  db: Db,
  row: { sessionId: string; sequence: number; keepUntil: number; sealed: Uint8Array },
): Promise<void> {
  const { sessionId: session_id, sequence, keepUntil: keep_until, sealed } = row
  await db.insertInto('liveness_observation').values({ session_id, sequence, keep_until, sealed }).execute()
}

/** Everything measured in a session, in the order of its frames. */
export function listSealedObservations(db: Db, sessionId: string): Promise<{ sequence: number; sealed: Uint8Array }[]> {
  return db
    .selectFrom('liveness_observation')
    .select(['sequence', 'sealed'])
    .where('session_id', '=', sessionId)
    .orderBy('sequence')
    .execute()
}

/** The measurements that will be kept longest, or undefined where none are. */
export function findLatestObservation(
  db: Db,
): Promise<{ sessionId: string; sequence: number; sealed: Uint8Array } | undefined> {
  return db
    .selectFrom('liveness_observation')
    .select(['session_id as sessionId', 'sequence', 'sealed'])
    .orderBy('keep_until', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The date up to which the oldest evidence is kept; null where none is. */
export async function findOldestKeepUntil(db: Db): Promise<number | null> {
  const dates: number[] = []
  for (const table of ['liveness_image', 'liveness_observation'] as const) {
    const oldest = db.selectFrom(table).select(({ fn }) => fn.min<number | null>('keep_until').as('keepUntil'))
    const { keepUntil } = await oldest.executeTakeFirstOrThrow()
    if (keepUntil !== null) dates.push(keepUntil)
  }
  return dates.length === 0 ? null : Math.min(...dates)
}

/** Records that this very picture was received, and returns where they had been received before. */
export async function noteDigest(
  db: Db,
  digest: string,
  sessionId: string,
  now: number,
): Promise<'never' | 'this_session' | 'another_session'> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('frame_digest')
    .values({ digest, session_id: sessionId, seen_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 1n) return 'never'
  const first = await db.selectFrom('frame_digest').select('session_id').where('digest', '=', digest).executeTakeFirst()
  return first?.session_id === sessionId ? 'this_session' : 'another_session'
}

export async function deleteDigestsBefore(db: Db, seenBefore: number): Promise<void> {
  await db.deleteFrom('frame_digest').where('seen_at', '<', seenBefore).execute()
}
