import type { Db } from '../../storage/schema.ts'
import { openStates } from './session.ts'

/** Which of the sessions are neither over nor past their time. */
export async function listOpenSessions(db: Db, ids: readonly string[], now: number): Promise<string[]> {
  const rows = await db
    .selectFrom('liveness_session')
    .select('id')
    .where('id', 'in', repeatLast(ids))
    .where('state', 'in', openStates)
    .where('expires_at', '>', now)
    .execute()
  return rows.map(({ id }) => id)
}

/** Fills a list up to the next power of two: so few different statements are prepared, however many wait. */
function repeatLast(ids: readonly string[]): string[] {
  const length = 2 ** Math.ceil(Math.log2(Math.max(1, ids.length)))
  return Array.from({ length }, (_, index) => ids[index] ?? ids.at(-1) ?? '')
}
