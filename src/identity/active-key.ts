import type { RefusalLog } from '../audit/refusals.ts'
import type { Clock } from '../clock.ts'
import { passStorageFailure } from '../storage/failure.ts'
import type { Db } from '../storage/schema.ts'
import { hashToken } from '../token.ts'
import { type ApiKey, findApiKey, noteKeyUse } from './api-key-queries.ts'
import type { BackEnd } from './caller.ts'

const DAY_MS = 86_400_000

export interface ActiveKeyNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly refusals: RefusalLog
}

/**
 * The back end that holds this API key. One that is unknown, revoked or past its end is noted in the audit log, and is
 * nobody's. The day of its use is written once a day; where nothing can be written, reading goes on.
 */
export async function findActiveKey(
  { db, clock, refusals }: ActiveKeyNeeds,
  secret: string,
  address: string,
): Promise<BackEnd | undefined> {
  const key = await findApiKey(db, hashToken(secret))
  const now = clock.now()
  if (!key || !isGood(key, now)) {
    await refusals.record('api_key_refused', { actor: key?.id ?? 'unknown', address })
    return undefined
  }
  const today = now - (now % DAY_MS)
  if ((key.lastUsedAt ?? 0) < today) await noteKeyUse(db, key.id, today).catch(passStorageFailure)
  return { kind: 'back_end', apiKeyId: key.id, scopes: key.scopes }
}

function isGood({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: number): boolean {
  return revokedAt === null && (expiresAt === null || now < expiresAt)
}
