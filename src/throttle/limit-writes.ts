import type { Config } from '../config.ts'
import type { Db } from '../storage/schema.ts'
import { countTowards, limitKey, refusePast, refuseReached } from './limit.ts'

export type WriteLimits = Pick<Config, 'ACCOUNT_WRITES_PER_HOUR' | 'KEY_WRITES_PER_HOUR'>
export type Writer = { readonly accountId: string } | { readonly apiKeyId: string }

const HOUR_MS = 3_600_000

/**
 * Counts one request that writes, and refuses `too_many_requests` past the limit: what one account or one API key makes
 * the database grow by is bounded. Past it nothing more is written, not even the count.
 */
export async function countWrite(db: Db, config: WriteLimits, writer: Writer, now: number): Promise<void> {
  const [id, max] =
    'accountId' in writer
      ? [writer.accountId, config.ACCOUNT_WRITES_PER_HOUR]
      : [writer.apiKeyId, config.KEY_WRITES_PER_HOUR]
  if (max === 0) return
  const limits = [{ key: limitKey('writes', id), max, windowMs: HOUR_MS }]
  await refuseReached(db, limits, now)
  refusePast(await countTowards(db, limits, now), now)
}
