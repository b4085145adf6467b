import type { Db } from '../storage/schema.ts'

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly revokedAt: number | null
}

const columns = ['id', 'name', 'created_at as createdAt', 'revoked_at as revokedAt'] as const

export async function insertApiKey(db: Db, key: ApiKey & { readonly keyHash: string }): Promise<void> {
  await db
    .insertInto('api_key')
    .values({ id: key.id, name: key.name, key_hash: key.keyHash, created_at: key.createdAt, revoked_at: null })
    .execute()
}

export function listApiKeys(db: Db): Promise<ApiKey[]> {
  return db.selectFrom('api_key').select(columns).orderBy('created_at').execute()
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
