import type { Db } from '../storage/schema.ts'

interface NotedPosture {
  readonly sessionId: string
  /** Since the attempt of that session began. */
  readonly atMs: number
}

/** Of a posture that many sessions noted, the newest count. */
const FOUND_MAX = 64

/** Where other sessions noted one of these postures. */
export async function findPostures(db: Db, digests: readonly string[], notOf: string): Promise<NotedPosture[]> {
  return db
    .selectFrom('posture_digest')
    .select(['session_id as sessionId', 'at_ms as atMs'])
    .where('digest', 'in', digests)
    .where('session_id', '!=', notOf)
    .orderBy('noted_at', 'desc')
    .limit(FOUND_MAX)
    .execute()
}

/** Notes a posture, the first time that it comes in a session. */
export async function notePosture(
  db: Db,
  digest: string,
  { sessionId, atMs }: NotedPosture,
  now: number,
): Promise<void> {
  await db
    .insertInto('posture_digest')
    .values({ digest, session_id: sessionId, at_ms: atMs, noted_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

const DELETED_AT_ONCE_MAX = 5_000

/**
 * Deletes the oldest first, so many at once that nobody waits for long: with a shorter time to keep, all may be old.
 */
export async function deletePosturesBefore(db: Db, notedBefore: number): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await db
      .deleteFrom('posture_digest')
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('digest', 'session_id'),
          'in',
          selectFrom('posture_digest as old')
            .select(['old.digest', 'old.session_id'])
            .where('old.noted_at', '<', notedBefore)
            .orderBy('old.noted_at')
            .limit(DELETED_AT_ONCE_MAX)
            .$asTuple('digest', 'session_id'),
        ),
      )
      .executeTakeFirst()
    if (numDeletedRows < DELETED_AT_ONCE_MAX) return
  }
}
