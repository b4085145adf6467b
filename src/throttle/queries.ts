import { sql } from 'kysely'
import type { Db } from '../storage/schema.ts'

export interface ThrottleCount {
  readonly count: number
  readonly endsAt: number
}

/**
 * The count that is running for a key, or undefined when none is. One that would end later than its window allows was
 * begun by a clock that was wrong, and is over.
 */
export function readThrottle(db: Db, key: string, now: number, windowMs: number): Promise<ThrottleCount | undefined> {
  return db
    .selectFrom('throttle')
    .select(['count', 'ends_at as endsAt'])
    .where('key', '=', key)
    .where('ends_at', '>', now)
    .where('ends_at', '<=', now + windowMs)
    .executeTakeFirst()
}

/** Adds one to a key's count, atomically over all processes; the first of a window decides when it ends. */
export function addToThrottle(db: Db, key: string, now: number, windowMs: number): Promise<ThrottleCount> {
  const over = sql<boolean>`(throttle.ends_at <= ${now} or throttle.ends_at > ${now + windowMs})`
  return db
    .insertInto('throttle')
    .values({ key, count: 1, ends_at: now + windowMs })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((update) => ({
        count: update.case().when(over).then(1).else(sql<number>`throttle.count + 1`).end(),
        ends_at: update
          .case()
          .when(over)
          .then(update.ref('excluded.ends_at'))
          .else(update.ref('throttle.ends_at'))
          .end(),
      })),
    )
    .returning(['count', 'ends_at as endsAt'])
    .executeTakeFirstOrThrow()
}

/** No limit counts for longer. */
const WINDOW_MS_MAX = 86_400_000

export async function clearThrottle(db: Db, key: string): Promise<void> {
  await db.deleteFrom('throttle').where('key', '=', key).execute()
}

export async function deleteEndedThrottles(db: Db, now: number): Promise<bigint> {
  const { numDeletedRows } = await db
    .deleteFrom('throttle')
    .where(({ eb, or }) => or([eb('ends_at', '<=', now), eb('ends_at', '>', now + WINDOW_MS_MAX)]))
    .executeTakeFirst()
  return numDeletedRows
}
