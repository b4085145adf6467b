import { recordAudit } from '../../audit/queries.ts'
import type { Db } from '../../storage/schema.ts'
import { DEFAULT_POLICY } from '../decision/policy.ts'
import type { Progress } from '../decision/progress.ts'
import { conclude, hintOf } from './conclude.ts'
import type { LivenessMetrics } from './metrics.ts'
import { endSession } from './queries.ts'
import type { LivenessSession } from './session.ts'

/** Gives a session its verdict. The first verdict is the only one: where there is one already, nothing happens. */
export async function decideSession(
  db: Db,
  { livenessMetrics }: { readonly livenessMetrics: LivenessMetrics },
  session: LivenessSession,
  progress: Progress,
  { receivedAtMs: now, address }: { readonly receivedAtMs: number; readonly address: string },
): Promise<void> {
  const outcome = conclude(progress, DEFAULT_POLICY)
  const { verdict, signals } = outcome.decision
  const hint = verdict === 'inconclusive' ? hintOf(progress) : null
  if (!(await endSession(db, session.id, { state: 'decided', now, verdict, hint, outcome }))) return
  const actor = session.accountId ?? session.apiKeyId ?? 'unknown'
  await recordAudit(db, { at: now, event: 'liveness_session_decided', actor, address, about: session.id })
  livenessMetrics.sessions.inc({ verdict })
  for (const { name, state, required } of signals)
    if (required && state === 'failed') livenessMetrics.signalFailures.inc({ signal: name })
}
