const SQLITE_FAILURES = new Set([
  5, // busy
  6, // locked
  8, // read-only
  10, // input/output
  11, // corrupt
  13, // full
  14, // cannot open
  26, // not a database
])

/**
 * PostgreSQL's error codes, whole or by class (its manual, appendix A): connection, read-only, role, rollback (a
 * deadlock among them), no such database, resources, lock not available, intervention (a statement's timeout among
 * them), system, internal.
 */
const POSTGRES_FAILURES = /^(08|25006|28|40|3D000|53|55P03|57|58|XX)/
const NETWORK_FAILURES = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOSPC)/
const CLIENT_FAILURES =
  /timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error|not queryable/

/** The file that was opened is no longer there. */
export class StorageGone extends Error {}

/** True when the database itself is the trouble (full, gone, unreachable): the request may be tried again later. */
export function isStorageFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof StorageGone) return true
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }
  if (code === 'ERR_SQLITE_ERROR') return SQLITE_FAILURES.has(Number(errcode) & 0xff)
  if (typeof code === 'string') return POSTGRES_FAILURES.test(code) || NETWORK_FAILURES.test(code)
  return CLIENT_FAILURES.test(error.message)
}

/** Where nothing can be written, what does not need the writing goes on. Throws every other error. */
export function passStorageFailure(error: unknown): void {
  if (!isStorageFailure(error)) throw error
}

/** True when a row could not be written because the row it belongs to is gone. */
export function isForeignKeyViolation(error: unknown): boolean {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }
  return code === '23503' || (code === 'ERR_SQLITE_ERROR' && errcode === 787)
}
