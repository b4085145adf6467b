import type { NextAction, SessionState, Verdict } from './types.ts'

export interface SessionEvent {
  type: 'liveness_session.decided' | 'liveness_session.expired' | 'liveness_session.cancelled'
  timestamp: string
  data: {
    session_id: string
    subject: string | null
    state: SessionState
    verdict: Verdict | null
    next_action: NextAction | null
    decided_at: string | null
  }
}

export interface AccountDeletedEvent {
  type: 'account.deleted'
  timestamp: string
  /** `receipt` says what was deleted; null where it could not be signed. */
  data: { account_id: string; receipt: string | null }
}

/** Of a type that this release does not know, a test's for example: answer 2xx and go on. */
export interface OtherEvent {
  type: 'other'
  /** What its `type` is. */
  named: string
  timestamp: string
  data: unknown
}

/** What a webhook tells. `id` is the same each time it is delivered. */
export type WebhookEvent = { id: string } & (SessionEvent | AccountDeletedEvent | OtherEvent)
