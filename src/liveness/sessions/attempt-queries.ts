import type { ExpressionBuilder } from 'kysely'
import type { Db, Schema } from '../../storage/schema.ts'
import { type Owner, openStates } from './session.ts'

const ownedBy = (owner: Owner) => (query: ExpressionBuilder<Schema, 'liveness_session'>) =>
  owner.accountId !== null
    ? query('account_id', '=', owner.accountId)
    : query.and([query('subject', '=', owner.subject), query('api_key_id', '=', owner.apiKeyId)])

/** When the owner's last attempts without a live verdict ended, latest first. Attempts given up half-way count. */
export async function listFailures(
  db: Db,
  owner: Owner,
  { since, now }: { since: number; now: number },
  limit: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom('liveness_session')
    .select('ended_at as endedAt')
    .where(ownedBy(owner))
    .where('begun_at', 'is not', null)
    .where('ended_at', '>', since)
    .where('ended_at', '<=', now)
    .where(({ eb, or }) => or([eb('verdict', 'is', null), eb('verdict', '<>', 'live')]))
    .orderBy('ended_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => row.endedAt!)
}

/** How many of the owner's sessions are open now, with their attempt begun or before it. */
export async function countOpen(db: Db, owner: Owner, begun: 'begun' | 'not_begun', now: number): Promise<number> {
  const row = await db
    .selectFrom('liveness_session')
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where(ownedBy(owner))
    .where('state', 'in', openStates)
    .where('begun_at', begun === 'begun' ? 'is not' : 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  return Number(row.open)
}
