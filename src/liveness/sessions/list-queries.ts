import type { ExpressionBuilder } from 'kysely'
import type { Db, Schema } from '../../storage/schema.ts'
import type { Verdict } from '../decision/verdict.ts'
import { readSession, selectSessions } from './queries.ts'
import { type LivenessSession, openStates, type SessionState } from './session.ts'

/** Which sessions to list: each one that is given must hold. Times are epoch milliseconds. */
export interface SessionFilter {
  readonly accountId?: string | undefined
  readonly apiKeyId?: string | undefined
  readonly subject?: string | undefined
  readonly state?: SessionState | undefined
  readonly verdict?: Verdict | undefined
  /** That time among them. */
  readonly createdFrom?: number | undefined
  /** That time not among them. */
  readonly createdTo?: number | undefined
}

export interface SessionPage {
  readonly limit: number
  /** The last session of the page before. */
  readonly before: LivenessSession | undefined
  readonly now: number
}

/** Newest first. A session past its time counts as expired, whether it was swept yet or not. */
export async function listSessions(
  db: Db,
  { accountId, apiKeyId, subject, state, verdict, createdFrom, createdTo }: SessionFilter,
  { limit, before, now }: SessionPage,
): Promise<LivenessSession[]> {
  let query = selectSessions(db)
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  if (apiKeyId !== undefined) query = query.where('api_key_id', '=', apiKeyId)
  if (subject !== undefined) query = query.where('subject', '=', subject)
  if (state !== undefined) query = query.where(isInState(state, now))
  if (verdict !== undefined) query = query.where(hasVerdict(verdict, now))
  if (createdFrom !== undefined) query = query.where('created_at', '>=', createdFrom)
  if (createdTo !== undefined) query = query.where('created_at', '<', createdTo)
  // The first of the two conditions lets an index begin at the page.
  if (before)
    query = query
      .where('created_at', '<=', before.createdAt)
      .where(({ eb, or }) => or([eb('created_at', '<', before.createdAt), eb('id', '<', before.id)]))
  const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map(readSession)
}

type Builder = ExpressionBuilder<Schema, 'liveness_session'>

const isOverdue = (now: number) => (row: Builder) =>
  row.and([row('state', 'in', openStates), row('expires_at', '<=', now)])

const isInState = (state: SessionState, now: number) => (row: Builder) => {
  if (state === 'expired') return row.or([row('state', '=', state), isOverdue(now)(row)])
  const stated = row('state', '=', state)
  return (openStates as readonly string[]).includes(state) ? row.and([stated, row('expires_at', '>', now)]) : stated
}

/** Who runs out of time gets `inconclusive`. */
const hasVerdict = (verdict: Verdict, now: number) => (row: Builder) =>
  verdict === 'inconclusive'
    ? row.or([row('verdict', '=', verdict), isOverdue(now)(row)])
    : row('verdict', '=', verdict)
