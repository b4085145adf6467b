import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import { eraseEvidence } from '../../evidence/erase-queries.ts'
import type { SignReceipt } from '../../results/signing/open-receipt.ts'
import { wakeDelivery } from '../../results/webhooks/wake-delivery.ts'
import type { Db } from '../../storage/schema.ts'
import { findRemains } from './find-remains.ts'
import { endSession } from './queries.ts'
import type { LivenessSession } from './session.ts'
import { enqueueSessionEvent } from './session-event.ts'
import { type ReceiptConfig, sessionReceipt } from './session-receipt.ts'

interface EraseNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly config: ReceiptConfig
  readonly openReceipt: () => Promise<SignReceipt>
}

/**
 * Erases all that shows or describes the face, and cancels the session where it is still open; a verdict stays. Where
 * there is nothing left to erase, nothing is written. Returns a receipt, or null where none could be signed: it is
 * erased all the same.
 */
export async function eraseSession(
  { db, clock, config, openReceipt }: EraseNeeds,
  session: LivenessSession,
  by: { readonly actor: string; readonly address: string },
): Promise<string | null> {
  const { id } = session
  const now = clock.now()
  const sign = await openReceipt()
  const found = await db.transaction().execute(async (tx) => {
    const cancelled = await endSession(tx, id, { state: 'cancelled', now, verdict: null, hint: null, outcome: null })
    const erased = await eraseEvidence(tx, [id])
    if (cancelled) await enqueueSessionEvent(tx, session, { state: 'cancelled', verdict: null, now })
    if (cancelled || Object.values(erased).some((rows) => rows > 0))
      await recordAudit(tx, { at: now, event: 'liveness_session_erased', ...by, about: id })
    return { erased, remains: await findRemains(tx, id) }
  })
  wakeDelivery()
  return sign(sessionReceipt(session, found, config, now), now)
}
