import type { Selectable } from 'kysely'
import { readSessionKey, type SessionKeyColumns } from '../../evidence/key-queries.ts'
import type { Db, Schema, Tx } from '../../storage/schema.ts'
import type { Hint, Outcome } from '../decision/outcome.ts'
import type { Verdict } from '../decision/verdict.ts'
import { endAttempt } from './attempt-queries.ts'
import { type Attestation, type LivenessSession, type Owner, openStates, type SessionState } from './session.ts'
import type { Period } from './stream-queries.ts'

/** What lies further ahead was written by a clock that was wrong: nothing waits for it. */
const AHEAD_MS_MAX = 10 * 60_000

type Row = Selectable<Schema['liveness_session']> & SessionKeyColumns

export function readSession(row: Row): LivenessSession {
  return {
    id: row.id,
    accountId: row.account_id,
    apiKeyId: row.api_key_id,
    subject: row.subject,
    state: row.state as SessionState,
    terms: JSON.parse(row.terms),
    models: JSON.parse(row.models),
    attestation: row.attestation as Attestation,
    request: JSON.parse(row.request),
    retryOf: row.retry_of,
    retriedBy: row.retried_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    begunAt: row.begun_at,
    endedAt: row.ended_at,
    lastSequence: row.last_sequence,
    key: readSessionKey(row),
    progress: row.progress,
    streamId: row.stream_id,
    streamSeenAt: row.stream_seen_at,
    verdict: row.verdict as Verdict | null,
    hint: row.hint as Hint | null,
    outcome: row.outcome === null ? null : JSON.parse(row.outcome),
  }
}

/** Sessions with their keys, read at one instant, so that progress and the key that opens it fit together. */
export const selectSessions = (db: Db) =>
  db
    .selectFrom('liveness_session')
    .leftJoin('liveness_session_key', 'liveness_session_key.session_id', 'liveness_session.id')
    .selectAll()

type NewSession = Pick<
  LivenessSession,
  'id' | 'terms' | 'models' | 'attestation' | 'request' | 'retryOf' | 'createdAt' | 'expiresAt'
> &
  Owner

export async function insertSession(db: Db, session: NewSession, tokenHash: string): Promise<void> {
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
      attestation: session.attestation,
      request: JSON.stringify(session.request),
      retry_of: session.retryOf,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
      last_sequence: -1,
    })
    .execute()
}

export async function findSession(db: Db, id: string): Promise<LivenessSession | undefined> {
  const row = await selectSessions(db).where('id', '=', id).executeTakeFirst()
  return row && readSession(row)
}

export interface StoredStep {
  readonly id: string
  /** The sequence that the progress was moved on from. */
  readonly fromSequence: number
  readonly toSequence: number
  readonly progress: Uint8Array
  /** The connection that the frame came by; a request of its own ends what connection there was. */
  readonly streamId: string | null
  /** Between these another connection showed a sign of life: a request of its own does not take its place then. */
  readonly streamAlive: Period
  readonly now: number
  readonly begunAt: number | null
  /** So much later does the session end, because the server could not take frames for so long. */
  readonly extendMs: number
}

/**
 * Stores progress, unless the session is over, another process was quicker or another client has the stream: then
 * false.
 */
export async function storeProgress(db: Db, step: StoredStep): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('liveness_session')
    .set(({ eb, fn, val }) => ({
      state: 'running',
      progress: step.progress,
      last_sequence: step.toSequence,
      begun_at: fn.coalesce('begun_at', val(step.begunAt)),
      expires_at: eb('expires_at', '+', step.extendMs),
      stream_id: step.streamId,
      stream_seen_at: step.now,
    }))
    .where('id', '=', step.id)
    .where('last_sequence', '=', step.fromSequence)
    .where('state', 'in', openStates)
    .where(({ eb, or }) =>
      step.streamId !== null
        ? eb('stream_id', '=', step.streamId)
        : or([
            eb('stream_id', 'is', null),
            eb('stream_seen_at', '<', step.streamAlive.since),
            eb('stream_seen_at', '>', step.streamAlive.until),
          ]),
    )
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Ends a session that is still open, and its attempt; the first end is the only one, so false for every other. */
export async function endSession(
  tx: Tx,
  id: string,
  end: { state: SessionState; now: number; verdict: Verdict | null; hint: Hint | null; outcome: Outcome | null },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
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
  if (numUpdatedRows !== 1n) return false
  await endAttempt(tx, id, end.verdict, end.now)
  return true
}

/** Past their time, or opened by a clock that is ahead by so much that they would not be for long. */
export async function listOverdueSessions(db: Db, now: number, limit: number): Promise<LivenessSession[]> {
  const rows = await selectSessions(db)
    .where('state', 'in', openStates)
    .where(({ eb, or }) => or([eb('expires_at', '<=', now), eb('created_at', '>', now + AHEAD_MS_MAX)]))
    .limit(limit)
    .execute()
  return rows.map(readSession)
}
