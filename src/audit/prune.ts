import type { Clock } from '../clock.ts'
import type { Db } from '../storage/schema.ts'
import { deletePruned, recordPrune } from './queries.ts'

/** More at once would hold the lock on the only writer of SQLite, and fill its write-ahead log, for too long. */
const LINES_AT_ONCE = 10_000

/**
 * Deletes the lines of the audit log from before a time, however young, and returns how many. A line that says who did
 * it, and of how many lines, is written before the first is deleted; such lines themselves stay. `lines` is what was
 * counted beforehand.
 */
export async function pruneAudit(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  { before, lines, who }: { readonly before: number; readonly lines: number; readonly who: string },
): Promise<number> {
  await recordPrune(db, {
    at: clock.now(),
    event: 'audit_pruned',
    actor: 'command line',
    address: 'local',
    about: `${lines} lines before ${new Date(before).toISOString()}, by ${who}`,
    prunedBefore: before,
  })
  for (let deleted = 0; ; ) {
    const some = await deletePruned(db, before, LINES_AT_ONCE)
    deleted += some
    if (some < LINES_AT_ONCE) return deleted
  }
}
