import type { Db, Tx } from '../storage/schema.ts'

export interface StoredOperator {
  readonly id: string
  readonly name: string
  readonly passwordHash: string
  readonly createdAt: number
  readonly lastLoginAt: number | null
  readonly lastLoginNetwork: string | null
}

const columns = [
  'id',
  'name',
  'password_hash as passwordHash',
  'created_at as createdAt',
  'last_login_at as lastLoginAt',
  'last_login_network as lastLoginNetwork',
] as const

/** True where there is an operator: without one there is no operator's page. */
export async function hasOperators(db: Db): Promise<boolean> {
  return (await db.selectFrom('operator').select('id').limit(1).executeTakeFirst()) !== undefined
}

export function findOperator(db: Db, nameKey: string): Promise<StoredOperator | undefined> {
  return db.selectFrom('operator').select(columns).where('name_key', '=', nameKey).executeTakeFirst()
}

/** By name. */
export function listOperators(db: Db): Promise<StoredOperator[]> {
  return db.selectFrom('operator').select(columns).orderBy('name_key').execute()
}

export interface NewOperator {
  readonly id: string
  readonly name: string
  readonly nameKey: string
  readonly passwordHash: string
  /** The time step of the code that was shown to be read: it is not taken again. */
  readonly codeStep: number
  readonly createdAt: number
}

/** False where the name is taken. */
export async function insertOperator(tx: Tx, operator: NewOperator): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('operator')
    .values({
      id: operator.id,
      name: operator.name,
      name_key: operator.nameKey,
      password_hash: operator.passwordHash,
      code_step: operator.codeStep,
      created_at: operator.createdAt,
      last_login_at: null,
      last_login_network: null,
    })
    .onConflict((conflict) => conflict.column('name_key').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** Sets another password and the step of the new second factor's first code. False where the operator is gone. */
export async function replaceCredentials(
  tx: Tx,
  { id, passwordHash, codeStep }: Pick<NewOperator, 'id' | 'passwordHash' | 'codeStep'>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('operator')
    .set({ password_hash: passwordHash, code_step: codeStep })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Deletes the operator with all sessions. False where there is none of that id. */
export async function deleteOperator(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('operator').where('id', '=', id).executeTakeFirst()
  return numDeletedRows === 1n
}

/**
 * Takes the code of a time step, once among all processes, and notes the login. False where a code of that step or of
 * a later one was taken before, or the operator no longer has that password.
 */
export async function takeCode(
  tx: Tx,
  { id, passwordHash }: Pick<StoredOperator, 'id' | 'passwordHash'>,
  { step, at, network }: { readonly step: number; readonly at: number; readonly network: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('operator')
    .set({ code_step: step, last_login_at: at, last_login_network: network })
    .where('id', '=', id)
    .where('password_hash', '=', passwordHash)
    .where('code_step', '<', step)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
