import type { Db } from '../../storage/schema.ts'
import { openStates } from './session.ts'

/** Epoch milliseconds. */
export interface Period {
  readonly since: number
  readonly until: number
}

/**
 * Takes the stream of a session, unless a connection that showed a sign of life in that time has it: then false.
 */
export async function takeStream(
  db: Db,
  id: string,
  { streamId, now, alive }: { streamId: string; now: number; alive: Period },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('liveness_session')
    .set({ stream_id: streamId, stream_seen_at: now })
    .where('id', '=', id)
    .where('state', 'in', openStates)
    .where(({ eb, or }) =>
      or([eb('stream_id', 'is', null), eb('stream_seen_at', '<', alive.since), eb('stream_seen_at', '>', alive.until)]),
    )
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function releaseStream(db: Db, id: string, streamId: string): Promise<void> {
  await db
    .updateTable('liveness_session')
    .set({ stream_id: null })
    .where('id', '=', id)
    .where('stream_id', '=', streamId)
    .execute()
}

/**
 * Keeps a session open that waits for room, with the connection that it streams by, if it has one. False where it is
 * over or another connection has it.
 */
export async function keepWaiting(
  db: Db,
  id: string,
  { streamId, now, expiresAt }: { streamId: string | null; now: number; expiresAt: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('liveness_session')
    .set(({ eb, ref }) => ({
      expires_at: eb.case().when('expires_at', '<', expiresAt).then(expiresAt).else(ref('expires_at')).end(),
      ...(streamId === null ? {} : { stream_seen_at: now }),
    }))
    .where('id', '=', id)
    .where('state', 'in', openStates)
    .where(({ eb }) => (streamId === null ? eb.lit(true) : eb('stream_id', '=', streamId)))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
