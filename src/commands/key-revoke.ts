import { systemClock } from '../clock.ts'
import { revokeApiKey } from '../identity/revoke-key.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { printable, printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const keyRevokeCommand = command({
  summary: 'Take an API key back',
  more: 'From then on it is good for nothing; sessions it opened stay. The id is what "key list" shows.',
  arguments: ['id'],
  options: jsonOption,
  run: ({ options, arguments: [id = ''] }) =>
    withStorage(async ({ db }) => {
      if (!(await revokeApiKey({ db, clock: systemClock }, id)))
        throw new CommandError(`There is no key "${printable(id)}" that is good. See: liveness key list`)
      if (options.json) printJson({ id, revoked: true })
      else console.log(`Key ${id} is revoked.`)
      return undefined
    }),
})
