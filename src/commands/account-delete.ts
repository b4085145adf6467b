import { eraseAccount } from '../accounts/erase.ts'
import { systemClock } from '../clock.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { confirm } from './confirm.ts'
import { findNamedAccount } from './find-named-account.ts'
import { printable, printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const accountDeleteCommand = command({
  summary: 'Delete an account with all that belongs to it',
  more: 'Login sessions and biometric data go with it, at once and for good. A line stays in the audit log, without the name.',
  arguments: ['username'],
  options: { yes: { type: 'boolean', about: 'Do not ask' }, ...jsonOption },
  run: ({ options, arguments: [username = ''] }) =>
    withStorage(async ({ db }) => {
      const account = await findNamedAccount(db, username)
      const name = printable(account.username)
      await confirm(`Delete "${name}" and everything that belongs to it, for good?`, options.yes)
      const by = { actor: account.id, address: 'local' }
      if (!(await eraseAccount({ db, clock: systemClock }, account.id, by)))
        throw new CommandError(`"${name}" was deleted by someone else meanwhile.`)
      if (options.json) printJson({ id: account.id, username: account.username, deleted: true })
      else console.log(`Deleted "${name}".`)
      return undefined
    }),
})
