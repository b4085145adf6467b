import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { readRegistration, requireStrongPassword } from '../accounts/credentials.ts'
import { openPasswords } from '../accounts/password.ts'
import type { Account } from '../accounts/queries.ts'
import { resetPassword } from '../accounts/reset-password.ts'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { findNamedAccount } from './find-named-account.ts'
import { printable, printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

const GENERATED_BYTES = 15

export const accountResetPasswordCommand = command({
  summary: 'Give an account another password and end its login sessions',
  more: 'Without --stdin a password is generated and printed, once. It also lifts the limit on failed logins of the account.',
  arguments: ['username'],
  options: { stdin: { type: 'boolean', about: 'Read the password from standard input, one line' }, ...jsonOption },
  run: ({ options, arguments: [username = ''] }) =>
    withStorage(async ({ db, config }) => {
      const account = await findNamedAccount(db, username)
      const password = options.stdin
        ? await readPassword(account, config)
        : randomBytes(GENERATED_BYTES).toString('base64url')
      const needs = { db, clock: systemClock, passwords: await openPasswords(1) }
      if (!(await resetPassword(needs, account, password)))
        throw new CommandError(`"${printable(account.username)}" was deleted by someone else meanwhile.`)
      const generated = options.stdin ? {} : { password }
      if (options.json) printJson({ id: account.id, username: account.username, ...generated })
      else {
        if (!options.stdin) console.log(password)
        console.error(`"${printable(account.username)}" has another password; all its login sessions have ended.`)
      }
      return undefined
    }),
})

/** One line of standard input, its line end taken off, under the rules of registration. */
async function readPassword(
  { fullname, username }: Account,
  { ACCOUNTS_STRICT }: Pick<Config, 'ACCOUNTS_STRICT'>,
): Promise<string> {
  const bytes = await buffer(process.stdin)
  try {
    const password = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, '')
    readRegistration({ fullname, username, password })
    if (ACCOUNTS_STRICT) requireStrongPassword(password, [fullname, username])
    return password
  } catch (error) {
    throw new CommandError(`The password is refused as a registration would refuse it: ${(error as Error).message}.`)
  }
}
