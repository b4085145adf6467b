import type { Db, Tx } from '../../storage/schema.ts'

/** SQLite takes an offset only with a limit. */
const ROWS_MAX = 1_000_000

/** A key that signs results and receipts, without its private half. Times are epoch milliseconds. */
export interface SigningKey {
  /** RFC 7638 thumbprint. */
  readonly id: string
  /** The public key, 32 bytes in base64url: `x` of RFC 8037. */
  readonly x: string
  readonly createdAt: number
  readonly retiredAt: number | null
}

const columns = ['id', 'public_x as x', 'created_at as createdAt', 'retired_at as retiredAt'] as const

/** Newest first. */
export function listSigningKeys(db: Db): Promise<SigningKey[]> {
  return db.selectFrom('signing_key').select(columns).orderBy('created_at', 'desc').orderBy('id').execute()
}

export async function findCurrentKeyId(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom('signing_key').select('id').where('retired_at', 'is', null).executeTakeFirst()
  return row?.id
}

/** Stores the key that signs from now on, unless there is one: then false. */
export async function insertSigningKey(db: Db, { id, x, createdAt }: Omit<SigningKey, 'retiredAt'>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('signing_key')
    .values({ id, public_x: x, created_at: createdAt, retired_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Returns the id of the key that signed so far, if any. */
export async function retireSigningKey(tx: Tx, now: number): Promise<string | undefined> {
  const row = await tx
    .updateTable('signing_key')
    .set({ retired_at: now })
    .where('retired_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** Deletes retired keys but for the `kept` newest. */
export async function deleteOldestRetiredKeys(db: Db, kept: number): Promise<void> {
  await db
    .deleteFrom('signing_key')
    .where('id', 'in', (old) =>
      old
        .selectFrom('signing_key')
        .select('id')
        .where('retired_at', 'is not', null)
        .orderBy('retired_at', 'desc')
        .orderBy('id')
        .limit(ROWS_MAX)
        .offset(kept),
    )
    .execute()
}
