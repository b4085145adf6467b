import { type ExpressionBuilder, sql } from 'kysely'
import type { Dialect } from '../../storage/open.ts'
import type { Db, Schema, Tx } from '../../storage/schema.ts'

export const deliveryStates = ['pending', 'delivered', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Written into the statement, for only then is the index of what is pending used. */
const PENDING = sql.lit('pending')

/** A delivery that this process holds the lease of. */
export interface ClaimedDelivery {
  readonly id: number
  readonly eventId: string
  readonly endpointId: string
  /** So often it was tried before. */
  readonly attempts: number
  readonly lease: string
}

interface Claim {
  readonly endpointId: string
  readonly lease: string
  readonly now: number
  readonly leaseMs: number
  readonly limit: number
}

/**
 * Takes the lease of deliveries to an endpoint that are due, oldest first, at most `limit`: nobody else gets them until
 * it ends. One waits for as long as an earlier one about the same is pending.
 */
export async function claimDeliveries(
  db: Db,
  dialect: Dialect,
  { endpointId, lease, now, leaseMs, limit }: Claim,
): Promise<ClaimedDelivery[]> {
  const rows = await db
    .updateTable('webhook_delivery')
    .set({ lease, due_at: now + leaseMs })
    .where('id', 'in', (delivery) => {
      const due = delivery
        .selectFrom('webhook_delivery as due')
        .select('due.id')
        .where('due.endpoint_id', '=', endpointId)
        .where('due.state', '=', PENDING)
        .where('due.due_at', '<=', now)
        // Compared with the first one, not asked whether there is an earlier one: so it is looked up for the few that
        // are claimed, and never joined with all that wait.
        .where('due.id', '=', ({ selectFrom }) =>
          selectFrom('webhook_delivery as same')
            .select('same.id')
            .whereRef('same.order_key', '=', 'due.order_key')
            .whereRef('same.endpoint_id', '=', 'due.endpoint_id')
            .where('same.state', '=', PENDING)
            .orderBy('same.id')
            .limit(1),
        )
        .orderBy('due.due_at')
        .orderBy('due.id')
        .limit(limit)
      return dialect === 'postgres' ? due.forUpdate('due').skipLocked() : due
    })
    .returning(['id', 'event_id as eventId', 'attempts'])
    .execute()
  return rows.map((row) => ({ ...row, endpointId, lease })).sort((a, b) => a.id - b.id)
}

/** The bodies of events, by their ids. */
export async function readEventBodies(db: Db, eventIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('webhook_event').select(['id', 'body']).where('id', 'in', eventIds).execute()
  return new Map(rows.map(({ id, body }) => [id, body]))
}

/** Ends an attempt; false where its lease is no longer held. */
export async function settleDelivery(
  tx: Tx,
  { id, lease, attempts }: ClaimedDelivery,
  end: { state: DeliveryState; dueAt: number; now: number; outcome: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook_delivery')
    .set({
      state: end.state,
      attempts: attempts + 1,
      due_at: end.dueAt,
      lease: null,
      tried_at: end.now,
      last_outcome: end.outcome,
    })
    .where('id', '=', id)
    .where('lease', '=', lease)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Nobody is trying it at this moment. */
const isUnleased = (now: number) => (delivery: ExpressionBuilder<Schema, 'webhook_delivery'>) =>
  delivery.or([delivery('lease', 'is', null), delivery('due_at', '<=', now)])

/** Lets what an endpoint was not told begin anew, all of it due at once; returns how many deliveries. */
export async function restartPending(tx: Tx, endpointId: string, now: number): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook_delivery')
    .set({ attempts: 0, due_at: now, lease: null })
    .where('endpoint_id', '=', endpointId)
    .where('state', '=', PENDING)
    .where(isUnleased(now))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/**
 * Makes a delivery, or those to an endpoint of events since a time, pending and due at once, but for those that are
 * being tried at this moment; returns how many.
 */
export async function replayDeliveries(
  db: Db,
  which: { id: number } | { endpointId: string; since: number; state: DeliveryState | null },
  now: number,
): Promise<number> {
  let query = db
    .updateTable('webhook_delivery')
    .set({ state: 'pending', attempts: 0, due_at: now, lease: null })
    .where(isUnleased(now))
  if ('id' in which) query = query.where('id', '=', which.id)
  else {
    query = query
      .where('endpoint_id', '=', which.endpointId)
      .where('event_id', 'in', (event) =>
        event
          .selectFrom('webhook_event')
          .select('webhook_event.id')
          .where('webhook_event.created_at', '>=', which.since),
      )
    if (which.state !== null) query = query.where('state', '=', which.state)
  }
  return Number((await query.executeTakeFirst()).numUpdatedRows)
}

export async function deleteDeliveriesTo(tx: Tx, endpointId: string): Promise<void> {
  await tx.deleteFrom('webhook_delivery').where('endpoint_id', '=', endpointId).execute()
}
