import type { Db } from '../../storage/schema.ts'
import { openStates } from './session.ts'

/**
 * Deletes the oldest sessions from before a time that are over, at most `limit` of them, with what evidence is left and
 * the digests of their frames.
 */
export async function deleteSessionsBefore(db: Db, createdBefore: number, limit: number): Promise<void> {
  await db
    .deleteFrom('liveness_session')
    .where('id', 'in', (old) =>
      old
        .selectFrom('liveness_session')
        .select('id')
        .where('created_at', '<', createdBefore)
        .where('state', 'not in', openStates)
        .orderBy('created_at')
        .limit(limit),
    )
    .execute()
}
