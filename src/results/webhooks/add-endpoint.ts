import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { mintId } from '../../id.ts'
import type { Db } from '../../storage/schema.ts'
import { insertEndpoint, listEndpoints } from './endpoint-queries.ts'
import { makeSecret } from './endpoint-secrets.ts'
import type { EventType } from './event.ts'
import { printSecret } from './sign-event.ts'

/** Each event is written once for each of them. */
export const ENDPOINTS_MAX = 16

export interface EndpointNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly evidenceKeys: EvidenceKeys
}

/** Adds an endpoint; its secret is returned here and never again. Undefined where there are as many as may be. */
export function addEndpoint(
  { db, clock, evidenceKeys }: EndpointNeeds,
  { url, events }: { readonly url: string; readonly events: readonly EventType[] | null },
): Promise<{ id: string; secret: string } | undefined> {
  const id = mintId()
  const now = clock.now()
  return db.transaction().execute(async (tx) => {
    if ((await listEndpoints(tx)).length >= ENDPOINTS_MAX) return undefined
    await insertEndpoint(tx, { id, url, events, createdAt: now })
    const secret = await makeSecret(tx, evidenceKeys, { id, version: 1 })
    await recordAudit(tx, { at: now, event: 'webhook_added', actor: id, address: 'local' })
    return { id, secret: printSecret(secret) }
  })
}
