import { enqueueEvent } from '../../results/webhooks/enqueue-event.ts'
import type { Tx } from '../../storage/schema.ts'
import type { LivenessSession } from './session.ts'
import { nextAction } from './views.ts'

type EndState = 'decided' | 'expired' | 'cancelled'

/** Writes the event that a session is over, in the transaction that ended it. Never a score, a picture or a name. */
export function enqueueSessionEvent(
  tx: Tx,
  session: Pick<LivenessSession, 'id' | 'subject' | 'accountId'>,
  {
    state,
    verdict,
    now,
  }: { readonly state: EndState; readonly verdict: LivenessSession['verdict']; readonly now: number },
): Promise<void> {
  const data = {
    session_id: session.id,
    subject: session.subject,
    state,
    verdict,
    next_action: nextAction(verdict),
    decided_at: verdict === null ? null : new Date(now).toISOString(),
  }
  const event = { type: `liveness_session.${state}`, orderKey: session.id, accountId: session.accountId, data } as const
  return enqueueEvent(tx, event, now)
}
