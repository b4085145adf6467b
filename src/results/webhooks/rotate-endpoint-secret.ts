import { recordAudit } from '../../audit/queries.ts'
import type { EndpointNeeds } from './add-endpoint.ts'
import { advanceSecret, type Endpoint } from './endpoint-queries.ts'
import { dropSecret, makeSecret } from './endpoint-secrets.ts'
import { printSecret } from './sign-event.ts'

/** For so long what is sent is signed with the secret of before, too. */
const BOTH_SECRETS_MS = 24 * 3_600_000

/**
 * Gives an endpoint another secret, returned here and never again. The one before it stays valid for a day, one older
 * than that for no longer. Undefined where the endpoint was removed, or its secret replaced, meanwhile.
 */
export function rotateEndpointSecret(
  { db, clock, evidenceKeys }: EndpointNeeds,
  { id, secretVersion }: Endpoint,
): Promise<{ secret: string; previousUntil: number } | undefined> {
  const now = clock.now()
  const previousUntil = now + BOTH_SECRETS_MS
  return db.transaction().execute(async (tx) => {
    if (!(await advanceSecret(tx, id, secretVersion, previousUntil))) return undefined
    const secret = await makeSecret(tx, evidenceKeys, { id, version: secretVersion + 1 })
    await dropSecret(tx, id, secretVersion - 1)
    await recordAudit(tx, { at: now, event: 'webhook_secret_rotated', actor: id, address: 'local' })
    return { secret: printSecret(secret), previousUntil }
  })
}
