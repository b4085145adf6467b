import { type ApiKey, listApiKeys } from '../identity/api-key-queries.ts'
import { isoTime, isoTimeOrNull } from '../iso-time.ts'
import { command, jsonOption } from './command.ts'
import { printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

export const keyListCommand = command({
  summary: 'List the API keys',
  more: 'What each may do, when it ends, on which day it was last used, and when it was revoked. With --json: one object a line.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db }) => {
      const keys = (await listApiKeys(db)).map(describe)
      if (options.json) for (const key of keys) printJson(key)
      else if (keys.length === 0) console.log('There are no API keys yet. To make one: liveness key create <name>')
      else console.log(table(['ID', 'NAME', 'SCOPES', 'LAST USED', 'CREATED', 'EXPIRES', 'REVOKED'], keys.map(row)))
      return undefined
    }),
})

function describe({ id, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt }: ApiKey) {
  return {
    id,
    name,
    scopes,
    created_at: isoTime(createdAt),
    expires_at: isoTimeOrNull(expiresAt),
    last_used_at: isoTimeOrNull(lastUsedAt),
    revoked_at: isoTimeOrNull(revokedAt),
  }
}

function row({ id, name, scopes, ...times }: ReturnType<typeof describe>): string[] {
  const { last_used_at, created_at, expires_at, revoked_at } = times
  return [
    id,
    name,
    scopes.join(','),
    last_used_at?.slice(0, 'YYYY-MM-DD'.length) ?? '',
    created_at,
    expires_at ?? '',
    revoked_at ?? '',
  ]
}
