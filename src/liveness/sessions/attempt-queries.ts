import type { Db } from '../../storage/schema.ts'
import { ATTEMPTS_KEPT_MS } from '../../throttle/attempts-kept.ts'
import type { Verdict } from '../decision/verdict.ts'
import type { Failure } from './free-at.ts'
import { type LivenessSession, type Owner, openStates } from './session.ts'

/** What was begun further ahead was begun by a clock that was wrong. */
const AHEAD_MS_MAX = 10 * 60_000

/** Counts an attempt that begins now towards each limit, as one that is not called live until it is. */
export async function insertAttempt(
  db: Db,
  keys: readonly string[],
  { id, expiresAt }: Pick<LivenessSession, 'id' | 'expiresAt'>,
  now: number,
): Promise<void> {
  if (keys.length === 0) return
  const rows = keys.map((key) => ({ key, session_id: id, begun_at: now, over_at: expiresAt }))
  await db.insertInto('liveness_attempt').values(rows).execute()
}

/** Notes how a session's attempt ended, where one had begun. */
export async function endAttempt(db: Db, sessionId: string, verdict: Verdict | null, now: number): Promise<void> {
  await db
    .updateTable('liveness_attempt')
    .set(({ eb, ref, val }) => ({
      verdict,
      over_at: eb.case().when('over_at', '<', now).then(ref('over_at')).else(val(now)).end(),
    }))
    .where('session_id', '=', sessionId)
    .execute()
}

const attemptsSince = (db: Db, key: string, since: number, now: number) =>
  db
    .selectFrom('liveness_attempt')
    .where('key', '=', key)
    .where('begun_at', '>', since)
    .where('begun_at', '<=', now + AHEAD_MS_MAX)

/** Which of a limit's attempts count. */
export interface Counted {
  /** Failures other than spoofs count only where they were over later. */
  readonly retriesAfter: number
  /** Whether attempts that run count, as if they failed when their time is over. */
  readonly running: boolean
}

/**
 * The attempts that count towards a limit and were not called live, oldest first. One whose time is over failed then,
 * whether it was swept or not.
 */
export async function listFailures(
  db: Db,
  key: string,
  { retriesAfter, running }: Counted,
  now: number,
): Promise<Failure[]> {
  const rows = await attemptsSince(db, key, now - ATTEMPTS_KEPT_MS, now)
    .select(['over_at as overAt', 'verdict'])
    .where('over_at', '<=', running ? Number.MAX_SAFE_INTEGER : now)
    .where(({ eb, or, and }) =>
      or([
        eb('verdict', '=', 'spoof'),
        and([eb('over_at', '>', retriesAfter), or([eb('verdict', 'is', null), eb('verdict', '<>', 'live')])]),
      ]),
    )
    .orderBy('over_at')
    .execute()
  return rows.map(({ overAt, verdict }) => ({ at: overAt, spoof: verdict === 'spoof' }))
}

/** When an attempt that counts towards a limit was last called live: epoch milliseconds, or 0. */
export async function lastLiveAt(db: Db, key: string, now: number): Promise<number> {
  const row = await attemptsSince(db, key, now - ATTEMPTS_KEPT_MS, now)
    .select(({ fn }) => fn.max('over_at').as('at'))
    .where('verdict', '=', 'live')
    .executeTakeFirst()
  return Number(row?.at ?? 0)
}

/** When the attempts of that verdict since a time were begun, first to last. */
export async function listVerdicts(
  db: Db,
  key: string,
  verdict: Verdict,
  since: number,
  now: number,
): Promise<number[]> {
  const rows = await attemptsSince(db, key, since, now)
    .select('begun_at as begunAt')
    .where('verdict', '=', verdict)
    .orderBy('begun_at')
    .execute()
  return rows.map(({ begunAt }) => begunAt)
}

/** How many rows there are of a session's attempt: one for each limit that it counts towards. */
export async function countAttempts(db: Db, sessionId: string): Promise<number> {
  const row = await db
    .selectFrom('liveness_attempt')
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .where('session_id', '=', sessionId)
    .executeTakeFirstOrThrow()
  return Number(row.rows)
}

/** Deletes what no longer counts, and what was begun by a clock that was wrong. */
export async function deleteOldAttempts(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom('liveness_attempt')
    .where(({ eb, or }) =>
      or([eb('begun_at', '<=', now - ATTEMPTS_KEPT_MS), eb('begun_at', '>', now + ATTEMPTS_KEPT_MS)]),
    )
    .execute()
}

/** How many of the owner's open sessions have no attempt begun. */
export async function countNotBegun(db: Db, { accountId, apiKeyId, subject }: Owner, now: number): Promise<number> {
  const row = await db
    .selectFrom('liveness_session')
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where(({ eb, and }) =>
      accountId !== null
        ? eb('account_id', '=', accountId)
        : and([eb('subject', '=', subject), eb('api_key_id', '=', apiKeyId)]),
    )
    .where('state', 'in', openStates)
    .where('begun_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  return Number(row.open)
}
