import type { Db } from '../storage/schema.ts'

/** A secret of the server, sealed with an evidence key. */
export interface SealedSecret {
  readonly id: string
  readonly evidenceKeyId: string
  readonly sealed: Uint8Array
}

const columns = ['id', 'evidence_key as evidenceKeyId', 'sealed'] as const

/** Stores a secret, unless there is one of that id already: then false. */
export async function insertSecret(db: Db, { id, evidenceKeyId, sealed }: SealedSecret): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('sealed_secret')
    .values({ id, evidence_key: evidenceKeyId, sealed })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export function findSecret(db: Db, id: string): Promise<SealedSecret | undefined> {
  return db.selectFrom('sealed_secret').select(columns).where('id', '=', id).executeTakeFirst()
}

export async function deleteSecret(db: Db, id: string): Promise<void> {
  await db.deleteFrom('sealed_secret').where('id', '=', id).execute()
}

/** The secrets that another evidence key than this one sealed, in the order of their ids, from one on. */
export function listSecretsOfOthers(
  db: Db,
  evidenceKeyId: string,
  { afterId, limit }: { readonly afterId: string; readonly limit: number },
): Promise<SealedSecret[]> {
  return db
    .selectFrom('sealed_secret')
    .select(columns)
    .where('evidence_key', '!=', evidenceKeyId)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Replaces a secret by the same one sealed anew, unless it was deleted or sealed anew meanwhile: then false. */
export async function replaceSecret(db: Db, before: SealedSecret, after: SealedSecret): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sealed_secret')
    .set({ evidence_key: after.evidenceKeyId, sealed: after.sealed })
    .where('id', '=', before.id)
    .where('evidence_key', '=', before.evidenceKeyId)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** How many secrets need which evidence key. */
export function countSecretsByEvidenceKey(db: Db): Promise<{ id: string; secrets: number }[]> {
  return db
    .selectFrom('sealed_secret')
    .select(({ fn }) => ['evidence_key as id', fn.countAll<number>().as('secrets')])
    .groupBy('evidence_key')
    .orderBy('evidence_key')
    .execute()
}
