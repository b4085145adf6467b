import type { Db } from '../storage/schema.ts'

export interface AuditEntry {
  readonly at: number
  readonly event: AuditEvent
  /** Whom it is about, as an opaque id (an account's, a key's), or `command line`. Never a name. */
  readonly actor: string
  /** The client's address, or `local` for the command line. */
  readonly address: string
}

export type AuditEvent =
  | 'account_registered'
  | 'account_deleted'
  | 'account_password_reset'
  | 'login_succeeded'
  | 'login_failed'
  | 'login_throttled'
  | 'logged_out'

/** Adds a line to the audit log; inside a transaction it stands or falls with what it tells of. */
export async function recordAudit(db: Db, entry: AuditEntry): Promise<void> {
  await db.insertInto('audit').values(entry).execute()
}

/** The audit log from a time on, oldest first, at most `limit` lines. */
export function listAudit(db: Db, sinceMs: number, limit: number): Promise<AuditEntry[]> {
  return db
    .selectFrom('audit')
    .select(['at', 'event', 'actor', 'address'])
    .where('at', '>=', sinceMs)
    .orderBy('id')
    .limit(limit)
    .execute() as Promise<AuditEntry[]>
}
