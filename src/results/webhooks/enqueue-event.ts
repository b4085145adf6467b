import { mintId } from '../../id.ts'
import type { Tx } from '../../storage/schema.ts'
import { type EventType, eventBody } from './event.ts'
import { insertEvent, listSubscriptions } from './event-queries.ts'

export interface NewEvent {
  readonly type: EventType
  /** What it is about, such as a session's id: events about the same are delivered in this order. */
  readonly orderKey: string
  /** The account that the event goes with when it is deleted. */
  readonly accountId: string | null
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * Writes an event, and a delivery of it to each endpoint that wants it, in the transaction that makes it true: they are
 * committed together or not at all. Where no endpoint wants it, nothing is written.
 */
export async function enqueueEvent(tx: Tx, { type, orderKey, accountId, data }: NewEvent, now: number): Promise<void> {
  const subscriptions = await listSubscriptions(tx)
  const endpointIds = subscriptions.filter(({ events }) => events?.includes(type) ?? true).map(({ id }) => id)
  if (endpointIds.length === 0) return
  const event = { id: mintId(), type, orderKey, accountId, body: eventBody(type, now, data), createdAt: now }
  await insertEvent(tx, event, endpointIds)
}
