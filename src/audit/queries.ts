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
  | 'api_key_created'
  | 'api_key_revoked'
  | 'liveness_session_created'
  | 'liveness_session_decided'
  | 'liveness_session_expired'
  | 'liveness_session_erased'

/** Adds a line to the audit log; inside a transaction it stands or falls with what it tells of. */
export async function recordAudit(db: Db, entry: AuditEntry): Promise<void> {
  await db.insertInto('audit').values(entry).execute()
}

export interface AuditLine extends AuditEntry {
  readonly id: number
}

/** The audit log from a time on, oldest first, at most `limit` lines; `afterId` is the last line of the page before. */
export function listAudit(db: Db, sinceMs: number, limit: number, afterId = 0): Promise<AuditLine[]> {
  return db
    .selectFrom('audit')
    .select(['id', 'at', 'event', 'actor', 'address'])
    .where('at', '>=', sinceMs)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute() as Promise<AuditLine[]>
}
