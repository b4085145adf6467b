import type { AuditEvent } from '../audit/events.ts'
import type { Db } from '../storage/schema.ts'

/** A session that was over in time begins so long before its end at most: its longest time and the longest wait. */
const LONGEST_SESSION_MS = 2 * 3_600_000

export interface EndedSession {
  readonly verdict: string | null
  readonly begunAt: number | null
  readonly endedAt: number
}

/** Sessions that ended since a time, the newest `limit` at most. */
export function listEndedSessions(db: Db, since: number, limit: number): Promise<EndedSession[]> {
  return db
    .selectFrom('liveness_session')
    .select(['verdict', 'begun_at as begunAt', 'ended_at as endedAt'])
    .where('created_at', '>=', since - LONGEST_SESSION_MS)
    .where('ended_at', '>=', since)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .$narrowType<{ endedAt: number }>()
    .execute()
}

/** When events of these kinds happened since a time, the newest `limit` at most. */
export function listEventTimes(
  db: Db,
  events: readonly AuditEvent[],
  since: number,
  limit: number,
): Promise<{ at: number; event: string }[]> {
  return db
    .selectFrom('audit')
    .select(['at', 'event'])
    .where('at', '>=', since)
    .where('event', 'in', events)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
