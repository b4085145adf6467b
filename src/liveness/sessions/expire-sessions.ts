import { recordAudit } from '../../audit/queries.ts'
import type { Config } from '../../config.ts'
import { DIGESTS_KEPT_MS } from '../../evidence/digests-kept.ts'
import { eraseEvidenceUntil } from '../../evidence/erase-queries.ts'
import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { deletePosturesBefore } from '../../evidence/posture-queries.ts'
import { deleteDigestsBefore } from '../../evidence/queries.ts'
import { IDEMPOTENCY_MS } from '../../http/limits.ts'
import { wakeDelivery } from '../../results/webhooks/wake-delivery.ts'
import type { Db } from '../../storage/schema.ts'
import { conclude, hintOf } from '../decision/conclude.ts'
import { policies } from '../decision/policy.ts'
import { initialProgress, type Progress } from '../decision/progress.ts'
import { deleteUsedKeys } from './idempotency-queries.ts'
import { countEnd, type LivenessMetrics } from './metrics.ts'
import { endSession, listOverdueSessions } from './queries.ts'
import { readProgress } from './read-progress.ts'
import { type LivenessSession, ownerId } from './session.ts'
import { enqueueSessionEvent } from './session-event.ts'

export interface ExpireNeeds {
  readonly db: Db
  readonly evidenceKeys: EvidenceKeys
  readonly livenessMetrics: LivenessMetrics
  readonly config: Pick<Config, 'FILM_DAYS' | 'LIVENESS_POLICY'>
}

const SESSIONS_AT_ONCE_MAX = 200
const DAY_MS = 86_400_000

/**
 * Ends what is past its time: sessions, evidence, digests, idempotency keys. Any process may do it at any time; twice
 * changes nothing.
 */
export async function expireLiveness(needs: ExpireNeeds, now: number): Promise<void> {
  for (;;) {
    const overdue = await listOverdueSessions(needs.db, now, SESSIONS_AT_ONCE_MAX)
    for (const session of overdue) await expireSession(needs, session, now)
    if (overdue.length < SESSIONS_AT_ONCE_MAX) break
  }
  await eraseEvidenceUntil(needs.db, now)
  await deleteDigestsBefore(needs.db, now - DIGESTS_KEPT_MS)
  await deletePosturesBefore(needs.db, now - needs.config.FILM_DAYS * DAY_MS)
  await deleteUsedKeys(needs.db, { until: now - IDEMPOTENCY_MS })
}

/** Ends one session undecided: `inconclusive`, to be tried again. False where it was over already. */
export async function expireSession(
  { db, evidenceKeys, livenessMetrics, config }: ExpireNeeds,
  session: LivenessSession,
  now: number,
): Promise<boolean> {
  const progress = readIfPossible(evidenceKeys, session)
  const outcome = conclude(progress, policies[config.LIVENESS_POLICY])
  const end = { state: 'expired', now, verdict: 'inconclusive', hint: hintOf(progress), outcome } as const
  const expired = await db.transaction().execute(async (tx) => {
    if (!(await endSession(tx, session.id, end))) return false
    const [actor, about] = [ownerId(session), session.id]
    await recordAudit(tx, { at: now, event: 'liveness_session_expired', actor, address: 'local', about })
    await enqueueSessionEvent(tx, session, end)
    return true
  })
  if (!expired) return false
  countEnd(livenessMetrics, { ...session, ...end, endedAt: now })
  wakeDelivery()
  return true
}

/** A key that is not here must not keep the session open for ever. */
function readIfPossible(keys: EvidenceKeys, session: LivenessSession): Progress {
  try {
    return readProgress(keys, session)
  } catch {
    return initialProgress(session.terms)
  }
}
