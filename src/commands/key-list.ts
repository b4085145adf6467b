import { listApiKeys } from '../identity/api-key-queries.ts'
import { command, jsonOption } from './command.ts'
import { isoTime, printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

export const keyListCommand = command({
  summary: 'List the API keys',
  more: 'With --json: one object a line.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db }) => {
      const keys = (await listApiKeys(db)).map(({ id, name, createdAt, revokedAt }) => ({
        id,
        name,
        created_at: isoTime(createdAt),
        revoked_at: revokedAt === null ? null : isoTime(revokedAt),
      }))
      if (options.json) for (const key of keys) printJson(key)
      else if (keys.length === 0) console.log('There are no API keys yet. To make one: liveness key create <name>')
      else
        console.log(
          table(
            ['ID', 'NAME', 'CREATED', 'REVOKED'],
            keys.map((key) => [key.id, key.name, key.created_at, key.revoked_at ?? '']),
          ),
        )
      return undefined
    }),
})
