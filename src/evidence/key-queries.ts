import type { Selectable } from 'kysely'
import type { Db, Schema } from '../storage/schema.ts'
import type { SealedSessionKey } from './session-keys.ts'

const columns = ['session_id as id', 'evidence_key as evidenceKeyId', 'sealed', 'keep_until as keepUntil'] as const

export async function insertSessionKey(db: Db, sessionId: string, key: SealedSessionKey): Promise<void> {
  const { evidenceKeyId: evidence_key, sealed, keepUntil: keep_until } = key
  await db
    .insertInto('liveness_session_key')
    .values({ session_id: sessionId, evidence_key, sealed, keep_until })
    .execute()
}

type Row = Omit<Selectable<Schema['liveness_session_key']>, 'session_id'>
/** What is joined to a session: all null where it has no key. */
export type SessionKeyColumns = { [Column in keyof Row]: Row[Column] | null }

export function readSessionKey(row: SessionKeyColumns): SealedSessionKey | null {
  const { evidence_key: evidenceKeyId, sealed, keep_until: keepUntil } = row
  return evidenceKeyId === null || sealed === null || keepUntil === null ? null : { evidenceKeyId, sealed, keepUntil }
}

/** Null where it was erased, and for a session that version 0.1 opened. */
export async function findSessionKey(db: Db, sessionId: string): Promise<SealedSessionKey | null> {
  const row = await db
    .selectFrom('liveness_session_key')
    .select(columns)
    .where('session_id', '=', sessionId)
    .executeTakeFirst()
  return row ?? null
}

/** The keys that another evidence key than this one sealed, in the order of their sessions, from one session on. */
export function listSessionKeysOfOthers(
  db: Db,
  evidenceKeyId: string,
  { afterId, limit }: { readonly afterId: string; readonly limit: number },
): Promise<(SealedSessionKey & { readonly id: string })[]> {
  return db
    .selectFrom('liveness_session_key')
    .select(columns)
    .where('evidence_key', '!=', evidenceKeyId)
    .where('session_id', '>', afterId)
    .orderBy('session_id')
    .limit(limit)
    .execute()
}

/** Replaces a session's key by the same one sealed anew, unless it was erased or sealed anew meanwhile: then false. */
export async function replaceSessionKey(
  db: Db,
  sessionId: string,
  before: SealedSessionKey,
  after: SealedSessionKey,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('liveness_session_key')
    .set({ evidence_key: after.evidenceKeyId, sealed: after.sealed })
    .where('session_id', '=', sessionId)
    .where('evidence_key', '=', before.evidenceKeyId)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** How many sessions need which evidence key. */
export async function countByEvidenceKey(db: Db): Promise<{ id: string; sessions: number }[]> {
  const rows = await db
    .selectFrom('liveness_session_key')
    .select(({ fn }) => ['evidence_key as id', fn.countAll<number>().as('sessions')])
    .groupBy('evidence_key')
    .orderBy('evidence_key')
    .execute()
  return rows
}

/** How many sessions version 0.1 kept evidence of, sealed with an evidence key itself. */
export async function countSessionsWithoutKey(db: Db): Promise<number> {
  const { sessions } = await db
    .selectFrom('liveness_observation')
    .leftJoin('liveness_session_key', 'liveness_session_key.session_id', 'liveness_observation.session_id')
    .where('liveness_session_key.session_id', 'is', null)
    .select(({ fn }) => fn.count<number>('liveness_observation.session_id').distinct().as('sessions'))
    .executeTakeFirstOrThrow()
  return sessions
}
