import { sql } from 'kysely'
import type { Db } from '../../storage/schema.ts'
import type { DeliveryState } from './delivery-queries.ts'

export interface Delivery {
  readonly id: number
  readonly eventId: string
  readonly endpointId: string
  readonly type: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly dueAt: number
  readonly triedAt: number | null
  readonly lastOutcome: string | null
  readonly createdAt: number
}

const selectDeliveries = (db: Db) =>
  db
    .selectFrom('webhook_delivery')
    .innerJoin('webhook_event', 'webhook_event.id', 'webhook_delivery.event_id')
    .select([
      'webhook_delivery.id',
      'event_id as eventId',
      'endpoint_id as endpointId',
      'type',
      'state',
      'attempts',
      'due_at as dueAt',
      'tried_at as triedAt',
      'last_outcome as lastOutcome',
      'created_at as createdAt',
    ])

/** Deliveries of the events about one thing, such as a liveness session, newest first, at most `limit`. */
export function listDeliveriesAbout(db: Db, orderKey: string, limit: number): Promise<Delivery[]> {
  return selectDeliveries(db)
    .where('webhook_event.order_key', '=', orderKey)
    .orderBy('webhook_delivery.id', 'desc')
    .limit(limit)
    .execute() as Promise<Delivery[]>
}

/** Deliveries, newest first, at most `limit`. */
export function listDeliveries(
  db: Db,
  asked: { endpointId: string | null; state: DeliveryState | null; limit: number },
): Promise<Delivery[]> {
  let query = selectDeliveries(db)
  if (asked.endpointId !== null) query = query.where('endpoint_id', '=', asked.endpointId)
  if (asked.state !== null) query = query.where('state', '=', asked.state)
  return query.orderBy('webhook_delivery.id', 'desc').limit(asked.limit).execute() as Promise<Delivery[]>
}

export function findDelivery(db: Db, id: number): Promise<Delivery | undefined> {
  return selectDeliveries(db).where('webhook_delivery.id', '=', id).executeTakeFirst() as Promise<Delivery | undefined>
}

/** How many deliveries to an endpoint are in a state. */
export async function countDeliveries(db: Db, endpointId: string, state: DeliveryState): Promise<number> {
  const { count } = await db
    .selectFrom('webhook_delivery')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('endpoint_id', '=', endpointId)
    .where('state', '=', state)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** What waits for endpoints that are not disabled. */
export interface Backlog {
  /** Counted up to a limit. */
  readonly waiting: number
  /** When the oldest of those events happened; epoch milliseconds. */
  readonly oldestAt: number | null
  readonly disabledEndpoints: number
}

const COUNTED_MAX = 100_000

export async function readBacklog(db: Db): Promise<Backlog> {
  const endpoints = await db
    .selectFrom('webhook_endpoint')
    .select(['id', 'disabled_at'])
    .where('removed_at', 'is', null)
    .execute()
  const enabled = endpoints.filter(({ disabled_at }) => disabled_at === null).map(({ id }) => id)
  const disabledEndpoints = endpoints.length - enabled.length
  if (enabled.length === 0) return { waiting: 0, oldestAt: null, disabledEndpoints }
  const pending = db
    .selectFrom('webhook_delivery')
    .select('id')
    .where('state', '=', sql.lit('pending'))
    .where('endpoint_id', 'in', enabled)
    .limit(COUNTED_MAX)
  const { waiting, oldest } = await db
    .selectFrom(pending.as('pending'))
    .select(({ fn }) => [fn.countAll<number>().as('waiting'), fn.min<number | null>('id').as('oldest')])
    .executeTakeFirstOrThrow()
  const event = await db
    .selectFrom('webhook_delivery')
    .innerJoin('webhook_event', 'webhook_event.id', 'webhook_delivery.event_id')
    .select('webhook_event.created_at as at')
    .where('webhook_delivery.id', '=', oldest ?? -1)
    .executeTakeFirst()
  return { waiting: Number(waiting), oldestAt: event?.at ?? null, disabledEndpoints }
}
