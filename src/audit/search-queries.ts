import { sql } from 'kysely'
import type { Db } from '../storage/schema.ts'
import type { AuditLine } from './queries.ts'

/** Which lines: each one that is given must hold. */
export interface AuditSearch {
  readonly event?: string | undefined
  /** An id that the line is of, or about, alone or with more behind a slash. */
  readonly of?: string | undefined
  /** Epoch milliseconds: what bounds how much is read. */
  readonly since: number
  /** The last line of the page before. */
  readonly beforeId?: number | undefined
}

/** Lines of the audit log, newest first, at most `limit`. */
export function searchAudit(db: Db, { event, of, since, beforeId }: AuditSearch, limit: number): Promise<AuditLine[]> {
  let query = db.selectFrom('audit').select(['id', 'at', 'event', 'actor', 'address', 'about']).where('at', '>=', since)
  if (event !== undefined) query = query.where('event', '=', event)
  if (of !== undefined)
    query = query.where(({ eb, or }) =>
      or([
        eb('actor', '=', of),
        eb('about', '=', of),
        sql<boolean>`about like ${`${of.replaceAll(/[\\%_]/g, '\\$&')}/%`} escape '\\'`,
      ]),
    )
  if (beforeId !== undefined) query = query.where('id', '<', beforeId)
  return query.orderBy('id', 'desc').limit(limit).execute() as Promise<AuditLine[]>
}
