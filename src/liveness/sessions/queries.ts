import type { Selectable } from 'kysely'
import type { Db, Schema } from '../../storage/schema.ts'
import type { Hint, Outcome } from '../decision/outcome.ts'
import type { Verdict } from '../decision/verdict.ts'
import { type LivenessSession, type Owner, openStates, type SessionState } from './session.ts'

type Row = Selectable<Schema['liveness_session']>

function read(row: Row): LivenessSession {
  return {
    id: row.id,
    accountId: row.account_id,
    apiKeyId: row.api_key_id,
    subject: row.subject,
    state: row.state as SessionState,
    terms: JSON.parse(row.terms),
    models: JSON.parse(row.models),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    lastSequence: row.last_sequence,
    progress: row.progress,
    streamId: row.stream_id,
    streamSeenAt: row.stream_seen_at,
    verdict: row.verdict as Verdict | null,
    hint: row.hint as Hint | null,
    outcome: row.outcome === null ? null : JSON.parse(row.outcome),
  }
}

export async function insertSession(
  db: Db,
  session: Pick<LivenessSession, 'id' | 'terms' | 'models' | 'createdAt' | 'expiresAt'> & Owner,
  tokenHash: string,
): Promise<void> {
  await db
    .insertInto('liveness_session')
    .values({
      id: session.id,
      account_id: session.accountId,
      api_key_id: session.apiKeyId,
      subject: session.subject,
      token_hash: tokenHash,
      state: 'waiting',
      terms: JSON.stringify(session.terms),
      models: JSON.stringify(session.models),
      created_at: session.createdAt,
      expires_at: session.expiresAt,
      last_sequence: -1,
    })
    .execute()
}

export async function findSession(db: Db, id: string): Promise<LivenessSession | undefined> {
  const row = await db.selectFrom('liveness_session').selectAll().where('id', '=', id).executeTakeFirst()
  return row && read(row)
}

/** Newest first; of one account, or of everybody. `before` is the last session of the page before. */
export async function listSessions(
  db: Db,
  { accountId, before, limit }: { accountId: string | null; before: LivenessSession | undefined; limit: number },
): Promise<LivenessSession[]> {
  let query = db.selectFrom('liveness_session').selectAll()
  if (accountId !== null) query = query.where('account_id', '=', accountId)
  if (before)
    query = query.where(({ eb, or, and }) =>
      or([
        eb('created_at', '<', before.createdAt),
        and([eb('created_at', '=', before.createdAt), eb('id', '<', before.id)]),
      ]),
    )
  const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map(read)
}

export interface StoredStep {
  readonly id: string
  /** The sequence that the progress was moved on from. */
  readonly fromSequence: number
  readonly toSequence: number
  readonly progress: Uint8Array
  /** The connection that the frame came by; a request of its own ends what connection there was. */
  readonly streamId: string | null
  /** Until when another connection must have been silent for a request of its own to take its place. */
  readonly streamSilentSince: number
  readonly now: number
}

/**
 * Stores progress, unless the session is over, another process was quicker or another client has the stream: then
 * false.
 */
export async function storeProgress(db: Db, step: StoredStep): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('liveness_session')
    .set(({ fn, val }) => ({
      state: 'running',
      progress: step.progress,
      last_sequence: step.toSequence,
      started_at: fn.coalesce('started_at', val(step.now)),
      stream_id: step.streamId,
      stream_seen_at: step.now,
    }))
    .where('id', '=', step.id)
    .where('last_sequence', '=', step.fromSequence)
    .where('state', 'in', openStates)
    .where(({ eb, or }) =>
      step.streamId !== null
        ? eb('stream_id', '=', step.streamId)
        : or([eb('stream_id', 'is', null), eb('stream_seen_at', '<=', step.streamSilentSince)]),
    )
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Ends a session that is still open; the first end is the only one, so false for every other. */
export async function endSession(
  db: Db,
  id: string,
  end: { state: SessionState; now: number; verdict: Verdict | null; hint: Hint | null; outcome: Outcome | null },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('liveness_session')
    .set({
      state: end.state,
      ended_at: end.now,
      verdict: end.verdict,
      hint: end.hint,
      outcome: end.outcome && JSON.stringify(end.outcome),
      progress: null,
      stream_id: null,
    })
    .where('id', '=', id)
    .where('verdict', 'is', null)
    .where('state', 'in', openStates)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function listOverdueSessions(db: Db, now: number, limit: number): Promise<LivenessSession[]> {
  const rows = await db
    .selectFrom('liveness_session')
    .selectAll()
    .where('state', 'in', openStates)
    .where('expires_at', '<=', now)
    .limit(limit)
    .execute()
  return rows.map(read)
}

/**
 * Takes the stream of a session, unless a connection that showed a sign of life since `aliveSince` has it: then
 * false.
 */
export async function takeStream(
  db: Db,
  id: string,
  { streamId, now, aliveSince }: { streamId: string; now: number; aliveSince: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('liveness_session')
    .set({ stream_id: streamId, stream_seen_at: now })
    .where('id', '=', id)
    .where('state', 'in', openStates)
    .where(({ eb, or }) => or([eb('stream_id', 'is', null), eb('stream_seen_at', '<', aliveSince)]))
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
