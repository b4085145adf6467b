import { openPasswords } from '../accounts/password.ts'
import { resetOperator } from '../admin/reset-operator.ts'
import { systemClock } from '../clock.ts'
import { openEvidenceKeys } from '../evidence/evidence-keys.ts'
import { askOperatorPassword } from './ask-operator-password.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { openDialog } from './dialog.ts'
import { findNamedOperator } from './find-named-operator.ts'
import { printable, printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const adminResetCommand = command({
  summary: 'Give an operator another password and second factor, and end all sessions',
  more: 'Asks as admin create does, of a script too. It also lifts the limit on failed logins of the name. Until it is done, the old ones go on working.',
  arguments: ['name'],
  options: jsonOption,
  run: ({ options, arguments: [given = ''] }) =>
    withStorage(async ({ db, config }) => {
      const { id, name } = await findNamedOperator(db, given)
      const json = options.json === true
      const dialog = openDialog()
      try {
        const password = await askOperatorPassword(dialog, name)
        const { setUpSecondFactor } = await import('./set-up-second-factor.ts')
        const factor = await setUpSecondFactor(dialog, { name, config, json })
        const passwords = await openPasswords(1)
        const needs = { db, clock: systemClock, passwords, evidenceKeys: openEvidenceKeys(config) }
        if (!(await resetOperator(needs, { id, name }, { password, ...factor })))
          throw new CommandError(`"${printable(name)}" was removed by someone else meanwhile.`)
        if (json) printJson({ id, name })
        else console.error(`"${printable(name)}" has another password and second factor; all sessions have ended.`)
      } finally {
        dialog.close()
      }
      return undefined
    }),
})
