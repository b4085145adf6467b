import { type ExpressionBuilder, sql } from 'kysely'
import type { Db, Schema, Tx } from '../../storage/schema.ts'
import type { EventType } from './event.ts'

export interface StoredEvent {
  readonly id: string
  readonly type: EventType
  readonly orderKey: string
  readonly accountId: string | null
  readonly body: string
  readonly createdAt: number
}

/** Which endpoint wants which events; null stands for all. Disabled endpoints are among them: theirs wait. */
export async function listSubscriptions(db: Db): Promise<{ id: string; events: EventType[] | null }[]> {
  const rows = await db
    .selectFrom('webhook_endpoint')
    .select(['id', 'events'])
    .where('removed_at', 'is', null)
    .execute()
  return rows.map(({ id, events }) => ({ id, events: events === null ? null : JSON.parse(events) }))
}

/** Stores an event with a delivery of it to each endpoint, due at once. */
export async function insertEvent(tx: Tx, event: StoredEvent, endpointIds: readonly string[]): Promise<void> {
  const { id, type, orderKey, accountId, body, createdAt } = event
  await tx
    .insertInto('webhook_event')
    .values({ id, type, order_key: orderKey, account_id: accountId, body, created_at: createdAt })
    .execute()
  const delivery = { event_id: id, order_key: orderKey, state: 'pending', attempts: 0, due_at: createdAt }
  await tx
    .insertInto('webhook_delivery')
    .values(endpointIds.map((endpointId) => ({ ...delivery, endpoint_id: endpointId })))
    .execute()
}

/** Deletes the events about an account's sessions, delivered or not; how many. */
export async function deleteEventsOfAccount(tx: Tx, accountId: string): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('webhook_event').where('account_id', '=', accountId).executeTakeFirst()
  return Number(numDeletedRows)
}

/** Deletes deliveries, at most `limit`, that came to an end before a time, and their events with the last of them. */
export async function deleteSettledBefore(db: Db, before: number, limit: number): Promise<void> {
  const deleted = await db
    .deleteFrom('webhook_delivery')
    .where('id', 'in', (old) =>
      old
        .selectFrom('webhook_delivery')
        .select('id')
        .where('state', '<>', sql.lit('pending'))
        .where('tried_at', '<', before)
        .orderBy('tried_at')
        .limit(limit),
    )
    .returning('event_id')
    .execute()
  if (deleted.length === 0) return
  await db
    .deleteFrom('webhook_event')
    .where(
      'id',
      'in',
      deleted.map(({ event_id }) => event_id),
    )
    .where(hasNoDelivery)
    .execute()
}

/** Deletes the events that have no delivery left. */
export async function deleteEventsWithoutDelivery(db: Db): Promise<void> {
  await db.deleteFrom('webhook_event').where(hasNoDelivery).execute()
}

/** Not `not in`: for that, PostgreSQL reads all deliveries anew for each event once they exceed its work_mem. */
const hasNoDelivery = ({ not, exists, selectFrom }: ExpressionBuilder<Schema, 'webhook_event'>) =>
  not(
    exists(selectFrom('webhook_delivery').select('id').whereRef('webhook_delivery.event_id', '=', 'webhook_event.id')),
  )
