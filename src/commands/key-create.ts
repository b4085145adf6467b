import { systemClock } from '../clock.ts'
import { createApiKey } from '../identity/create-key.ts'
import { DEFAULT_SCOPES, scopes as everyScope, type Scope } from '../identity/scopes.ts'
import { isoTimeOrNull } from '../iso-time.ts'
import { CommandError, command, jsonOption, MISUSED } from './command.ts'
import { printable, printJson } from './print.ts'
import { readChoices } from './read-choices.ts'
import { readTime } from './read-time.ts'
import { withStorage } from './with-storage.ts'

const NAME_CHARACTERS_MAX = 80

export const keyCreateCommand = command({
  summary: 'Make an API key for a back end',
  more:
    'The key is printed here and can be read nowhere else: what is stored is its hash. The name is for you, to know it again.\n\n' +
    `Scopes: ${everyScope.join(', ')}. A key without sessions:all sees and erases the sessions that it opened itself; any other does not exist for it.`,
  arguments: ['name'],
  options: {
    scopes: {
      type: 'string',
      value: '<list>',
      about: 'What it may do, separated by commas; all but sessions:all unless given',
    },
    expires: {
      type: 'string',
      value: '<time>',
      about: 'When it ends: 2030-01-31T12:00:00Z, or from now: 12h, 90d; never unless given',
    },
    ...jsonOption,
  },
  run: ({ options, arguments: [name = ''] }) => {
    if (name.length > NAME_CHARACTERS_MAX)
      throw new CommandError(`The name has at most ${NAME_CHARACTERS_MAX} characters.`, MISUSED)
    const scopes = options.scopes === undefined ? DEFAULT_SCOPES : readScopes(options.scopes)
    const expiresAt = options.expires === undefined ? null : readEnd(options.expires, systemClock.now())
    return withStorage(async ({ db }) => {
      const { id, key } = await createApiKey({ db, clock: systemClock }, name, { scopes, expiresAt })
      if (options.json) printJson({ id, name, key, scopes, expires_at: isoTimeOrNull(expiresAt) })
      else {
        console.log(key)
        console.error(`This is key ${id}. It is shown only now. To take it back: liveness key revoke ${id}`)
      }
      return undefined
    })
  },
})

/** Each once, in the order in which they are listed. */
function readScopes(text: string): readonly Scope[] {
  const named = readChoices('scopes', text, everyScope)
  return everyScope.filter((scope) => named.includes(scope))
}

function readEnd(text: string, now: number): number {
  const end = readTime('expires', text, now, 'ahead')
  if (end > now) return end
  throw new CommandError(`--expires "${printable(text)}" is past.`, MISUSED)
}
