import { isoTime } from '../../iso-time.ts'

/** The types of events that endpoints may ask for. */
export const eventTypes = [
  'liveness_session.decided',
  'liveness_session.expired',
  'liveness_session.cancelled',
  'account.deleted',
] as const
export type EventType = (typeof eventTypes)[number]

/** What `liveness webhook test` sends, whatever an endpoint asked for. */
export const TEST_TYPE = 'webhook.test'

/** The body of an event as it is sent: the payload of the Standard Webhooks specification 1.0. */
export function eventBody(type: EventType | typeof TEST_TYPE, now: number, data: Readonly<Record<string, unknown>>) {
  return JSON.stringify({ type, timestamp: isoTime(now), data })
}
