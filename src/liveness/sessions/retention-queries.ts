import type { Db } from '../../storage/schema.ts'
import { openStates } from './session.ts'

/**
 * Deletes the oldest sessions from before a time that are over, with what evidence is left, at most `limit` of them.
 * The digests of their frames go by their own date: a picture sent again is recognized without its session.
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
