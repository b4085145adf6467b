import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import { eraseEvidence } from '../../evidence/queries.ts'
import { wakeDelivery } from '../../results/webhooks/wake-delivery.ts'
import type { Db } from '../../storage/schema.ts'
import { endSession } from './queries.ts'
import type { LivenessSession } from './session.ts'
import { enqueueSessionEvent } from './session-event.ts'

/**
 * Erases all that shows or describes the face, and cancels the session where it is still open; a verdict stays. Where
 * there is nothing left to erase, nothing is written.
 */
export async function eraseSession(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  session: LivenessSession,
  by: { readonly actor: string; readonly address: string },
): Promise<void> {
  const { id } = session
  const now = clock.now()
  await db.transaction().execute(async (tx) => {
    const cancelled = await endSession(tx, id, { state: 'cancelled', now, verdict: null, hint: null, outcome: null })
    const erased = await eraseEvidence(tx, id)
    if (cancelled) await enqueueSessionEvent(tx, session, { state: 'cancelled', verdict: null, now })
    if (cancelled || erased) await recordAudit(tx, { at: now, event: 'liveness_session_erased', ...by, about: id })
  })
  wakeDelivery()
}
