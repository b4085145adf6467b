import type { Db, Tx } from '../../storage/schema.ts'

/** What an idempotency key was used for. */
export interface UsedKey {
  /** Names the owner and the key, hashed. */
  readonly id: string
  readonly bodyHash: string
  readonly sessionId: string
}

/** A key that was used at `usedAfter` or earlier is free again. */
export function findUsedKey(db: Db, id: string, usedAfter: number): Promise<UsedKey | undefined> {
  return db
    .selectFrom('idempotency_key')
    .select(['id', 'body_hash as bodyHash', 'session_id as sessionId'])
    .where('id', '=', id)
    .where('created_at', '>', usedAfter)
    .executeTakeFirst()
}

/**
 * Notes that a key is used, unless it is in use: then false. Where another transaction is just using it, waits for
 * that one's end.
 */
export async function insertUsedKey(
  tx: Tx,
  { id, bodyHash, sessionId }: UsedKey,
  { now, usedAfter }: { readonly now: number; readonly usedAfter: number },
): Promise<boolean> {
  await deleteUsedKeys(tx, { until: usedAfter, id })
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('idempotency_key')
    .values({ id, body_hash: bodyHash, session_id: sessionId, created_at: now })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Deletes keys that were used at `until` or earlier, or one of them, with the capture tokens kept for them. */
export async function deleteUsedKeys(db: Db, { until, id }: { readonly until: number; readonly id?: string }) {
  let old = db.selectFrom('idempotency_key').select('id').where('created_at', '<=', until)
  if (id !== undefined) old = old.where('id', '=', id)
  await db.deleteFrom('sealed_secret').where('id', 'in', old).execute()
  await db.deleteFrom('idempotency_key').where('id', 'in', old).execute()
}
