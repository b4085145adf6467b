import { usernameKey } from '../accounts/username.ts'
import { findOperator, type StoredOperator } from '../admin/queries.ts'
import type { Db } from '../storage/schema.ts'
import { CommandError } from './command.ts'
import { printable } from './print.ts'

/** The operator of that name, read as a login reads it: without regard to case. */
export async function findNamedOperator(db: Db, name: string): Promise<StoredOperator> {
  const operator = await findOperator(db, usernameKey(name))
  if (operator === undefined) throw new CommandError(`There is no operator "${printable(name)}".`)
  return operator
}
