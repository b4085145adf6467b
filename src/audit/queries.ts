import type { ExpressionBuilder } from 'kysely'
import type { Db, Schema } from '../storage/schema.ts'
import type { AuditEvent } from './events.ts'

export interface AuditEntry {
  readonly at: number
  readonly event: AuditEvent
  /** Who did it or to whom it was done, as an opaque id (an account's, a key's), or `command line`. Never a name. */
  readonly actor: string
  /** The client's address, or `local` for the command line. */
  readonly address: string
  /**
   * What it is about where that is not the actor: the id of a liveness session (and of its image), the scopes of a
   * key, the reason of a refusal, or what was deleted of the log.
   */
  readonly about?: string
}

/** Adds a line to the audit log; inside a transaction it is committed only with what it records. */
export async function recordAudit(db: Db, entry: AuditEntry): Promise<void> {
  await db.insertInto('audit').values(entry).execute()
}

export interface AuditLine extends Omit<AuditEntry, 'about'> {
  readonly id: number
  readonly about: string | null
}

/** The audit log from a time on, oldest first, at most `limit` lines; `afterId` is the last line of the page before. */
export function listAudit(db: Db, sinceMs: number, limit: number, afterId = 0): Promise<AuditLine[]> {
  return db
    .selectFrom('audit')
    .select(['id', 'at', 'event', 'actor', 'address', 'about'])
    .where('at', '>=', sinceMs)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute() as Promise<AuditLine[]>
}

/** Whose `X-Forwarded-For` was ignored since a time: at most `limit` addresses. */
export async function listIgnoredSenders(db: Db, sinceMs: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('audit')
    .select('address')
    .distinct()
    .where('at', '>=', sinceMs)
    .where('event', '=', 'forwarding_ignored')
    .orderBy('address')
    .limit(limit)
    .execute()
  return rows.map(({ address }) => address)
}

/** What a restored database must not bring back. */
export const ENDINGS = [
  'account_deleted',
  'liveness_session_erased',
  'api_key_revoked',
  'webhook_removed',
  'operator_removed',
] as const

export interface Ending extends Pick<AuditLine, 'id' | 'actor' | 'about'> {
  readonly event: (typeof ENDINGS)[number]
}

/** What was erased, revoked or removed, oldest first, at most `limit` lines; `afterId` is the last line before. */
export function listEndings(db: Db, afterId: number, limit: number): Promise<Ending[]> {
  return db
    .selectFrom('audit')
    .select(['id', 'event', 'actor', 'about'])
    .where('event', 'in', ENDINGS)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute() as Promise<Ending[]>
}

/**
 * Deletes the oldest lines from before a time, at most `limit` of them. The database refuses those younger than a
 * month.
 */
export async function deleteAuditBefore(db: Db, at: number, limit: number): Promise<void> {
  await db
    .deleteFrom('audit')
    .where('id', 'in', (old) => old.selectFrom('audit').select('id').where('at', '<', at).orderBy('at').limit(limit))
    .execute()
}

/** Writes the line with which the database lets younger lines from before `prunedBefore` be deleted, for a day. */
export async function recordPrune(db: Db, { prunedBefore, ...entry }: AuditEntry & { prunedBefore: number }) {
  await db
    .insertInto('audit')
    .values({ ...entry, pruned_before: prunedBefore })
    .execute()
}

/** Deletes the oldest lines from before a time, however young, but those that record a pruning; returns how many. */
export async function deletePruned(db: Db, before: number, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('audit')
    .where('id', 'in', (old) => old.selectFrom('audit').select('id').where(isPruned(before)).orderBy('at').limit(limit))
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** How many lines `deletePruned` would delete in all. */
export async function countPruned(db: Db, before: number): Promise<number> {
  const query = db.selectFrom('audit').select(({ fn }) => fn.countAll<number>().as('lines'))
  return Number((await query.where(isPruned(before)).executeTakeFirstOrThrow()).lines)
}

const isPruned = (before: number) => (line: ExpressionBuilder<Schema, 'audit'>) =>
  line.and([line('at', '<', before), line('event', '<>', 'audit_pruned')])
