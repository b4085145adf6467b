import type { Db } from '../storage/schema.ts'
import { readScopes, type Scope, writeScopes } from './scopes.ts'

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: number
  /** From then on it is good for nothing; null for never. */
  readonly expiresAt: number | null
  /** Midnight UTC of the day of its last use. */
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

type NewApiKey = Omit<ApiKey, 'lastUsedAt' | 'revokedAt'> & { readonly keyHash: string }

const selectApiKeys = (db: Db) =>
  db
    .selectFrom('api_key')
    .select([
      'id',
      'name',
      'scopes',
      'created_at as createdAt',
      'expires_at as expiresAt',
      'last_used_at as lastUsedAt',
      'revoked_at as revokedAt',
    ])

export async function insertApiKey(db: Db, key: NewApiKey): Promise<void> {
  await db
    .insertInto('api_key')
    .values({
      id: key.id,
      name: key.name,
      key_hash: key.keyHash,
      scopes: writeScopes(key.scopes),
      created_at: key.createdAt,
      expires_at: key.expiresAt,
    })
    .execute()
}

export async function listApiKeys(db: Db): Promise<ApiKey[]> {
  const rows = await selectApiKeys(db).orderBy('created_at').execute()
  return rows.map((row) => ({ ...row, scopes: readScopes(row.scopes) }))
}

/** The API key with that hash, good or not; undefined when there is none. */
export async function findApiKey(db: Db, keyHash: string): Promise<ApiKey | undefined> {
  const row = await selectApiKeys(db).where('key_hash', '=', keyHash).executeTakeFirst()
  return row && { ...row, scopes: readScopes(row.scopes) }
}

/** Writes down on which day a key was used, unless that is known. */
export async function noteKeyUse(db: Db, id: string, day: number): Promise<void> {
  await db
    .updateTable('api_key')
    .set({ last_used_at: day })
    .where('id', '=', id)
    .where(({ eb, or }) => or([eb('last_used_at', 'is', null), eb('last_used_at', '<', day)]))
    .execute()
}

/** False when there is no such key or it was revoked already. */
export async function markRevoked(db: Db, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('api_key')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
