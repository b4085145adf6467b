import { eraseAccount } from '../accounts/erase.ts'
import { systemClock } from '../clock.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { confirm } from './confirm.ts'
import { findNamedAccount } from './find-named-account.ts'
import { openLocalReceipt } from './open-local-receipt.ts'
import { printable, printJson } from './print.ts'
import { printErased } from './print-erased.ts'
import { withStorage } from './with-storage.ts'

export const accountDeleteCommand = command({
  summary: 'Delete an account with all that belongs to it',
  more: 'Login sessions and biometric data go with it, at once and for good. A line stays in the audit log, without the name. Prints a signed receipt of what was deleted and what stays.',
  arguments: ['username'],
  options: { yes: { type: 'boolean', about: 'Do not ask' }, ...jsonOption },
  run: ({ options, arguments: [username = ''] }) =>
    withStorage(async ({ db, dialect, config }) => {
      const account = await findNamedAccount(db, username)
      const name = printable(account.username)
      await confirm(`Delete "${name}" and everything that belongs to it, for good?`, options.yes)
      const by = { actor: account.id, address: 'local' }
      const openReceipt = () => openLocalReceipt(db, config)
      const erased = await eraseAccount({ db, dialect, clock: systemClock, config, openReceipt }, account.id, by)
      if (!erased) throw new CommandError(`"${name}" was deleted by someone else meanwhile.`)
      const { receipt } = erased
      if (options.json) printJson({ id: account.id, username: account.username, deleted: true, receipt })
      else printErased(`Deleted "${name}".`, receipt)
      return undefined
    }),
})
