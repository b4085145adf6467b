import { VerificationError } from './errors.ts'
import type { AccountDeletedEvent, SessionEvent, WebhookEvent } from './webhook-event.ts'

const SESSION_EVENTS: readonly string[] = [
  'liveness_session.decided',
  'liveness_session.expired',
  'liveness_session.cancelled',
] satisfies SessionEvent['type'][]

/** The event in a body whose signature was verified. Throws `malformed` where it is none. */
export function readEvent(id: string, bytes: Uint8Array): WebhookEvent {
  const event = parse(bytes)
  const { type, timestamp, data } = event
  if (typeof type !== 'string' || typeof timestamp !== 'string') throw malformed()
  const has = (name: string) =>
    typeof data === 'object' && data !== null && typeof (data as Record<string, unknown>)[name] === 'string'
  if (SESSION_EVENTS.includes(type)) {
    if (!has('session_id') || !has('state')) throw malformed()
    return { id, type, timestamp, data } as { id: string } & SessionEvent
  }
  if (type === 'account.deleted') {
    if (!has('account_id')) throw malformed()
    return { id, type, timestamp, data } as { id: string } & AccountDeletedEvent
  }
  return { id, type: 'other', named: type, timestamp, data }
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch {
    // As below.
  }
  throw malformed()
}

const malformed = () => new VerificationError('malformed', 'The body is not an event')
