import type { Db } from '../storage/schema.ts'

/** How many digests there are of a session, and when the newest was noted: epoch milliseconds, or null. */
export interface NotedDigests {
  readonly count: number
  readonly newestAt: number | null
}

export async function countFrameDigests(db: Db, sessionId: string): Promise<NotedDigests> {
  const row = await db
    .selectFrom('frame_digest')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('seen_at').as('newestAt')])
    .where('session_id', '=', sessionId)
    .executeTakeFirstOrThrow()
  return read(row)
}

export async function countPostureDigests(db: Db, sessionId: string): Promise<NotedDigests> {
  const row = await db
    .selectFrom('posture_digest')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('noted_at').as('newestAt')])
    .where('session_id', '=', sessionId)
    .executeTakeFirstOrThrow()
  return read(row)
}

function read({ count, newestAt }: { count: number; newestAt: number | null }): NotedDigests {
  return { count: Number(count), newestAt: newestAt === null ? null : Number(newestAt) }
}
