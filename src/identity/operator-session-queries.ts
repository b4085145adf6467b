import type { Db, Tx } from '../storage/schema.ts'

export interface OperatorSession {
  readonly operatorId: string
  readonly name: string
  readonly createdAt: number
  readonly usedAt: number
}

export function findOperatorSession(db: Db, tokenHash: string): Promise<OperatorSession | undefined> {
  return db
    .selectFrom('operator_session')
    .innerJoin('operator', 'operator.id', 'operator_session.operator_id')
    .select([
      'operator.id as operatorId',
      'operator.name',
      'operator_session.created_at as createdAt',
      'operator_session.used_at as usedAt',
    ])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
}

export async function insertOperatorSession(tx: Tx, tokenHash: string, operatorId: string, at: number): Promise<void> {
  await tx
    .insertInto('operator_session')
    .values({ token_hash: tokenHash, operator_id: operatorId, created_at: at, used_at: at })
    .execute()
}

export async function touchOperatorSession(db: Db, tokenHash: string, now: number): Promise<void> {
  await db.updateTable('operator_session').set({ used_at: now }).where('token_hash', '=', tokenHash).execute()
}

export async function deleteOperatorSession(db: Db, tokenHash: string): Promise<void> {
  await db.deleteFrom('operator_session').where('token_hash', '=', tokenHash).execute()
}

export async function deleteSessionsOf(tx: Tx, operatorId: string): Promise<void> {
  await tx.deleteFrom('operator_session').where('operator_id', '=', operatorId).execute()
}

/** Deletes the sessions that were opened, or last used, before those times. */
export async function deleteOperatorSessionsBefore(
  db: Db,
  before: { readonly openedAt: number; readonly usedAt: number },
): Promise<void> {
  await db
    .deleteFrom('operator_session')
    .where(({ eb, or }) => or([eb('created_at', '<=', before.openedAt), eb('used_at', '<=', before.usedAt)]))
    .execute()
}
