import { randomBytes } from 'node:crypto'
import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../storage/schema.ts'
import { hashToken } from '../token.ts'
import { mintApiKey } from './api-key.ts'
import { type ApiKey, insertApiKey } from './api-key-queries.ts'
import { DEFAULT_SCOPES, writeScopes } from './scopes.ts'

/**
 * Makes an API key, with the default scopes and for ever unless told. It can be read here only: what is stored is its
 * hash.
 */
export async function createApiKey(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  name: string,
  { scopes = DEFAULT_SCOPES, expiresAt = null }: Partial<Pick<ApiKey, 'scopes' | 'expiresAt'>> = {},
): Promise<{ id: string; key: string }> {
  const [id, key, now] = [randomBytes(6).toString('hex'), mintApiKey(), clock.now()]
  await db.transaction().execute(async (tx) => {
    await insertApiKey(tx, { id, name, scopes, keyHash: hashToken(key), createdAt: now, expiresAt })
    const about = writeScopes(scopes)
    await recordAudit(tx, { at: now, event: 'api_key_created', actor: id, address: 'local', about })
  })
  return { id, key }
}
