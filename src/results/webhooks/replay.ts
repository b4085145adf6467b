import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import type { Db } from '../../storage/schema.ts'
import { replayDeliveries } from './delivery-queries.ts'
import { wakeDelivery } from './wake-delivery.ts'

export type Replayed = Parameters<typeof replayDeliveries>[1]

/** Makes deliveries due once more, but for those that are being tried at this moment; returns how many. */
export async function replay(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  which: Replayed,
  by: { readonly actor: string; readonly address: string },
): Promise<number> {
  const now = clock.now()
  const of = 'id' in which ? String(which.id) : which.endpointId
  const count = await db.transaction().execute(async (tx) => {
    const replayed = await replayDeliveries(tx, which, now)
    await recordAudit(tx, { at: now, event: 'webhook_replayed', ...by, about: `${of}/${replayed}` })
    return replayed
  })
  if (count > 0) wakeDelivery()
  return count
}
