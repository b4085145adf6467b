import { resetOperator } from '../admin/reset-operator.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { enrollOperator } from './enroll-operator.ts'
import { findNamedOperator } from './find-named-operator.ts'
import { printable, printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const adminResetCommand = command({
  summary: 'Give an operator another password and second factor, and end all sessions',
  more: 'Asks as admin create does, of a script too. It also lifts the limit on failed logins of the name. Until it is done, the old ones go on working.',
  arguments: ['name'],
  options: jsonOption,
  run: ({ options, arguments: [given = ''] }) =>
    withStorage(async (opened) => {
      const { id, name } = await findNamedOperator(opened.db, given)
      const json = options.json === true
      const reset = await enrollOperator(opened, { name, json }, (needs, credentials) =>
        resetOperator(needs, { id, name }, credentials),
      )
      if (!reset) throw new CommandError(`"${printable(name)}" was removed by someone else meanwhile.`)
      if (json) printJson({ id, name })
      else console.error(`"${printable(name)}" has another password and second factor; all sessions have ended.`)
      return undefined
    }),
})
