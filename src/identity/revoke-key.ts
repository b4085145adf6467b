import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../storage/schema.ts'
import { markRevoked } from './api-key-queries.ts'

/** Makes a key good for nothing from now on. False when there was no such key, or it was revoked before. */
export function revokeApiKey(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  id: string,
  by: { readonly actor: string; readonly address: string } = { actor: id, address: 'local' },
): Promise<boolean> {
  const now = clock.now()
  return db.transaction().execute(async (tx) => {
    const revoked = await markRevoked(tx, id, now)
    if (revoked) await recordAudit(tx, { at: now, event: 'api_key_revoked', ...by, about: id })
    return revoked
  })
}
