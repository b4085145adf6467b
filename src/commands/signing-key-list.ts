import { isoTime, isoTimeOrNull } from '../iso-time.ts'
import { listSigningKeys } from '../results/signing/key-queries.ts'
import { command, jsonOption } from './command.ts'
import { printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

export const signingKeyListCommand = command({
  summary: 'List the keys that sign results and receipts',
  more: 'One signs; by those it replaced results can be verified for an hour, receipts of erasures for good. With --json: one object a line.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db }) => {
      const keys = (await listSigningKeys(db)).map(({ id, createdAt, retiredAt }) => ({
        id,
        state: retiredAt === null ? 'signs' : 'retired',
        created_at: isoTime(createdAt),
        retired_at: isoTimeOrNull(retiredAt),
      }))
      if (options.json) for (const key of keys) printJson(key)
      else if (keys.length === 0)
        console.log('There is no signing key yet. The server makes one when it signs the first result.')
      else
        console.log(
          table(
            ['KEY', 'STATE', 'CREATED', 'RETIRED'],
            keys.map(({ id, state, created_at, retired_at }) => [id, state, created_at, retired_at ?? '']),
          ),
        )
      return undefined
    }),
})
