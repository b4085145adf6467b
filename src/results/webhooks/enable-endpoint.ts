import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import type { Db } from '../../storage/schema.ts'
import { restartPending } from './delivery-queries.ts'
import { clearDisabled } from './endpoint-queries.ts'

/** Enables an endpoint; what waited for it begins anew, due at once. Returns how many deliveries that are. */
export function enableEndpoint(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  endpointId: string,
  by: { readonly actor: string; readonly address: string } = { actor: endpointId, address: 'local' },
): Promise<number> {
  const now = clock.now()
  return db.transaction().execute(async (tx) => {
    await clearDisabled(tx, endpointId)
    const waiting = await restartPending(tx, endpointId, now)
    await recordAudit(tx, { at: now, event: 'webhook_enabled', ...by, about: endpointId })
    return waiting
  })
}
