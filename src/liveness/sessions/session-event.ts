import { enqueueEvent } from '../../results/webhooks/enqueue-event.ts'
import type { Tx } from '../../storage/schema.ts'
import type { Verdict } from '../decision/verdict.ts'
import type { LivenessSession } from './session.ts'
import type { SessionEventData } from './view-schemas.ts'
import { personView } from './views.ts'

type EndState = 'decided' | 'expired' | 'cancelled'

/** Writes the event that a session is over, in the transaction that ended it. Never a score, a picture or a name. */
export function enqueueSessionEvent(
  tx: Tx,
  session: LivenessSession,
  { state, verdict, now }: { readonly state: EndState; readonly verdict: Verdict | null; readonly now: number },
): Promise<void> {
  const { session_id, next_action, decided_at } = personView({ ...session, state, verdict, endedAt: now })
  const data: SessionEventData = { session_id, subject: session.subject, state, verdict, next_action, decided_at }
  const event = { type: `liveness_session.${state}`, orderKey: session.id, accountId: session.accountId, data } as const
  return enqueueEvent(tx, event, now)
}
