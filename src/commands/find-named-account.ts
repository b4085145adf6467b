import { type Account, findAccount } from '../accounts/queries.ts'
import { usernameKey } from '../accounts/username.ts'
import type { Db } from '../storage/schema.ts'
import { CommandError } from './command.ts'
import { printable } from './print.ts'

/** The account of that name, read as a login reads it: without regard to case. */
export async function findNamedAccount(db: Db, username: string): Promise<Account> {
  const account = await findAccount(db, usernameKey(username))
  if (account === undefined) throw new CommandError(`There is no account "${printable(username)}".`)
  return account
}
