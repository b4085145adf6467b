import { removeOperator } from '../admin/remove-operator.ts'
import { systemClock } from '../clock.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { confirm } from './confirm.ts'
import { findNamedOperator } from './find-named-operator.ts'
import { printable, printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const adminRemoveCommand = command({
  summary: 'Remove an operator and end all sessions, at once',
  more: "With the last operator the operator's page goes, too.",
  arguments: ['name'],
  options: { yes: { type: 'boolean', about: 'Do not ask' }, ...jsonOption },
  run: ({ options, arguments: [given = ''] }) =>
    withStorage(async ({ db }) => {
      const { id, name } = await findNamedOperator(db, given)
      await confirm(`Remove the operator "${printable(name)}"?`, options.yes)
      if (!(await removeOperator({ db, clock: systemClock }, id)))
        throw new CommandError(`"${printable(name)}" was removed by someone else meanwhile.`)
      if (options.json) printJson({ id, name, removed: true })
      else console.log(`Removed "${printable(name)}".`)
      return undefined
    }),
})
