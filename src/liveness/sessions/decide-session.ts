import { recordAudit } from '../../audit/queries.ts'
import type { Tx } from '../../storage/schema.ts'
import { conclude, hintOf } from '../decision/conclude.ts'
import type { Policy } from '../decision/policy.ts'
import type { Progress } from '../decision/progress.ts'
import { endSession } from './queries.ts'
import { type LivenessSession, ownerId } from './session.ts'
import { enqueueSessionEvent } from './session-event.ts'

/**
 * Gives a session its verdict and returns the session as it is then; undefined where it was over already: the first
 * verdict is the only one.
 */
export async function decideSession(
  tx: Tx,
  session: LivenessSession,
  progress: Progress,
  { now, address, policy }: { readonly now: number; readonly address: string; readonly policy: Policy },
): Promise<LivenessSession | undefined> {
  const outcome = conclude(progress, policy)
  const { verdict } = outcome.decision
  const hint = verdict === 'inconclusive' ? hintOf(progress) : null
  if (!(await endSession(tx, session.id, { state: 'decided', now, verdict, hint, outcome }))) return undefined
  const about = session.id
  await recordAudit(tx, { at: now, event: 'liveness_session_decided', actor: ownerId(session), address, about })
  await enqueueSessionEvent(tx, session, { state: 'decided', verdict, now })
  return { ...session, state: 'decided', endedAt: now, verdict, hint, outcome, progress: null, streamId: null }
}
