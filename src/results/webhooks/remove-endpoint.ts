import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import type { Db } from '../../storage/schema.ts'
import { deleteDeliveriesTo } from './delivery-queries.ts'
import { type Endpoint, markRemoved } from './endpoint-queries.ts'
import { dropSecret } from './endpoint-secrets.ts'
import { deleteEventsWithoutDelivery } from './event-queries.ts'

/** Removes an endpoint with its secrets and all that it was not told. False where it was gone already. */
export function removeEndpoint(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  { id, secretVersion }: Pick<Endpoint, 'id' | 'secretVersion'>,
): Promise<boolean> {
  const now = clock.now()
  return db.transaction().execute(async (tx) => {
    if (!(await markRemoved(tx, id, now))) return false
    await deleteDeliveriesTo(tx, id)
    await deleteEventsWithoutDelivery(tx)
    for (const version of [secretVersion, secretVersion - 1]) await dropSecret(tx, id, version)
    await recordAudit(tx, { at: now, event: 'webhook_removed', actor: id, address: 'local' })
    return true
  })
}
