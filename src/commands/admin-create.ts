import { NAME_CHARACTERS_MAX } from '../accounts/credentials.ts'
import { isRecommendedName } from '../accounts/recommended-name.ts'
import { isStorableText, usernameKey } from '../accounts/username.ts'
import { createOperator } from '../admin/create-operator.ts'
import { findOperator } from '../admin/queries.ts'
import { CommandError, command, jsonOption, MISUSED } from './command.ts'
import { enrollOperator } from './enroll-operator.ts'
import { printable, printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const adminCreateCommand = command({
  summary: "Make an operator, who may log in on the operator's page at /admin",
  more:
    'Asks for a password, shows the secret of the second factor (TOTP, for any authenticator app) and asks for one of its codes. There is no page before the first operator is made, and no way to make one over the network.\n\n' +
    'For a script: the first line of standard input is the password; what is printed then is the otpauth URI; the next line is a code of it.',
  arguments: ['name'],
  options: jsonOption,
  run: ({ options, arguments: [name = ''] }) => {
    requireName(name)
    return withStorage(async (opened) => {
      if (await findOperator(opened.db, usernameKey(name))) throw taken(name)
      const json = options.json === true
      const id = await enrollOperator(opened, { name, json }, (needs, credentials) =>
        createOperator(needs, name, credentials),
      )
      if (id === undefined) throw taken(name)
      if (json) printJson({ id, name })
      else console.error(`"${name}" may log in at /admin, with the next code of the app. The one just used is used up.`)
      return undefined
    })
  },
})

function requireName(name: string): void {
  const characters = [...name].length
  if (name.trim() === '' || name !== name.trim() || characters > NAME_CHARACTERS_MAX)
    throw new CommandError(
      `The name has 1 to ${NAME_CHARACTERS_MAX} characters, none of them a space at an end.`,
      MISUSED,
    )
  if (!isStorableText(name) || !isRecommendedName(name))
    throw new CommandError('The name is in letters of one script, none of them invisible.', MISUSED)
}

const taken = (name: string) =>
  new CommandError(`There is an operator "${printable(name)}" already. To start over: liveness admin reset`)
