import type { Db, Tx } from '../storage/schema.ts'

/** How many rows were deleted. */
export interface ErasedEvidence {
  readonly session_keys: number
  readonly pictures: number
  readonly measurements: number
}

type EvidenceTable = 'liveness_session_key' | 'liveness_image' | 'liveness_observation'

/**
 * Deletes all that shows or describes a face in these sessions, one or more, the keys that open it first. In a
 * transaction: without its key the rest is found by its own date alone, which may be later.
 */
export async function eraseEvidence(tx: Tx, sessionIds: readonly string[]): Promise<ErasedEvidence> {
  const erase = async (table: EvidenceTable) => {
    const { numDeletedRows } = await tx.deleteFrom(table).where('session_id', 'in', sessionIds).executeTakeFirst()
    return Number(numDeletedRows)
  }
  return {
    session_keys: await erase('liveness_session_key'),
    pictures: await erase('liveness_image'),
    measurements: await erase('liveness_observation'),
  }
}

/** Of much that is past its date a sweep deletes a part, some 0.2 s of writing, and the next ones go on. */
const SESSIONS_AT_ONCE = 200
const ROWS_AT_ONCE = 20_000

/**
 * Deletes evidence past its date, the oldest first: of 200 sessions the keys, then what they open, and 20,000 rows of
 * what has no key. A session that still runs, because its time was prolonged, keeps its key.
 */
export async function eraseEvidenceUntil(db: Db, now: number): Promise<void> {
  const past = await db
    .selectFrom('liveness_session_key as key')
    .innerJoin('liveness_session as session', 'session.id', 'key.session_id')
    .select('session.id')
    .where('key.keep_until', '<=', now)
    .where('session.ended_at', 'is not', null)
    .orderBy('key.keep_until')
    .limit(SESSIONS_AT_ONCE)
    .execute()
  const ids = past.map(({ id }) => id)
  if (ids.length > 0) await db.transaction().execute((tx) => eraseEvidence(tx, ids))
  for (const table of ['liveness_image', 'liveness_observation'] as const)
    await db
      .deleteFrom(table)
      .where('session_id', 'in', ({ selectFrom }) =>
        selectFrom(table).select('session_id').where('keep_until', '<=', now).orderBy('keep_until').limit(ROWS_AT_ONCE),
      )
      .where('keep_until', '<=', now)
      .execute()
}

const KEYS_AT_ONCE = 2_000

/**
 * Brings the date of evidence forward that was to be kept for longer than `keptMs` from its session's creation on, and
 * than its session; puts none off. The key's date is what counts: the sweep erases with it what it opens. Changes 2,000
 * at most and returns how many: call it until none is left.
 */
export async function shortenEvidence(db: Db, keptMs: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('liveness_session_key')
    .set('keep_until', ({ selectFrom }) =>
      selectFrom('liveness_session as of')
        .select(({ eb }) =>
          eb
            .case()
            .when('of.expires_at', '>', eb('of.created_at', '+', keptMs))
            .then(eb.ref('of.expires_at'))
            .else(eb('of.created_at', '+', keptMs))
            .end()
            .as('date'),
        )
        .whereRef('of.id', '=', 'liveness_session_key.session_id'),
    )
    .where('session_id', 'in', ({ selectFrom }) =>
      selectFrom('liveness_session_key as key')
        .innerJoin('liveness_session as session', 'session.id', 'key.session_id')
        .select('session.id')
        .where((where) => where('key.keep_until', '>', where('session.created_at', '+', keptMs)))
        .whereRef('key.keep_until', '>', 'session.expires_at')
        .limit(KEYS_AT_ONCE),
    )
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}
