import type { Config } from '../config.ts'
import type { Db } from '../storage/schema.ts'
import { type Retention, retention } from './retention.ts'
import { findFirst } from './retention-queries.ts'

/** What of a kind ends next. */
export interface NextEnd extends Retention {
  /** When the first row ends, in epoch milliseconds; null where there is no row, or none ends by its age. */
  readonly nextEndsAt: number | null
  /** It should have been gone an hour ago: nothing is swept, or more came than a sweep takes. */
  readonly isOverdue: boolean
}

/** A sweep comes every quarter of a minute; the first of many old rows takes several. */
const OVERDUE_MS = 3_600_000

/** Each kind of rows with the end of its first, as the settings are. */
export async function readRetention(db: Db, config: Config, now: number): Promise<NextEnd[]> {
  const found: NextEnd[] = []
  for (const kind of retention) {
    const { table, ends, mayWait } = kind
    const afterMs = ends?.afterMs(config) ?? null
    const first = ends && afterMs !== null ? await findFirst(db, table, ends.column) : null
    const nextEndsAt = first === null || afterMs === null ? null : first + afterMs
    found.push({ ...kind, nextEndsAt, isOverdue: !mayWait && nextEndsAt !== null && nextEndsAt < now - OVERDUE_MS })
  }
  return found
}
