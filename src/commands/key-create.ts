import { systemClock } from '../clock.ts'
import { createApiKey } from '../identity/create-key.ts'
import { CommandError, command, jsonOption, MISUSED } from './command.ts'
import { printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

const NAME_CHARACTERS_MAX = 80

export const keyCreateCommand = command({
  summary: 'Make an API key for a back end',
  more: 'The key is printed here and can be read nowhere else: what is stored is its hash. The name is for you, to know it again.',
  arguments: ['name'],
  options: jsonOption,
  run: ({ options, arguments: [name = ''] }) => {
    if (name.length > NAME_CHARACTERS_MAX)
      throw new CommandError(`The name has at most ${NAME_CHARACTERS_MAX} characters.`, MISUSED)
    return withStorage(async ({ db }) => {
      const { id, key } = await createApiKey({ db, clock: systemClock }, name)
      if (options.json) printJson({ id, name, key })
      else {
        console.log(key)
        console.error(`This is key ${id}. It is shown only now. To take it back: liveness key revoke ${id}`)
      }
      return undefined
    })
  },
})
