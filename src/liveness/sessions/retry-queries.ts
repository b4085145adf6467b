import type { Db, Tx } from '../../storage/schema.ts'

/** So long after its end may a session be tried again. */
const RETRY_MS_MAX = 15 * 60_000

/** Notes that a session is tried again by another: once, soon after it ended inconclusive, or never: then false. */
export async function markRetried(
  tx: Tx,
  id: string,
  { by, now }: { readonly by: string; readonly now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('liveness_session')
    .set({ retried_by: by })
    .where('id', '=', id)
    .where('verdict', '=', 'inconclusive')
    .where('retried_by', 'is', null)
    .where('ended_at', '>', now - RETRY_MS_MAX)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/**
 * Gives a session that nobody has used yet another capture token, and returns when the session ends; undefined where it
 * was used or is over.
 */
export async function replaceUnusedToken(
  db: Db,
  id: string,
  { tokenHash, now }: { readonly tokenHash: string; readonly now: number },
): Promise<number | undefined> {
  const row = await db
    .updateTable('liveness_session')
    .set({ token_hash: tokenHash })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('last_sequence', '=', -1)
    .where('stream_id', 'is', null)
    .where('expires_at', '>', now)
    .returning('expires_at as expiresAt')
    .executeTakeFirst()
  return row?.expiresAt
}
