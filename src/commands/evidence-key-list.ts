import { findEvidenceKeys } from '../evidence/evidence-keys.ts'
import { countByEvidenceKey, countSessionsWithoutKey } from '../evidence/key-queries.ts'
import { command, jsonOption } from './command.ts'
import { printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

export const evidenceKeyListCommand = command({
  summary: 'List the evidence keys, and how many sessions need each',
  more: 'A key seals (the first), opens (an older one), or is missing here. Version 0.1 sealed without naming a key. With --json: one object a line.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db, config }) => {
      const ids =
        findEvidenceKeys(config)
          ?.known()
          .map(({ id }) => id) ?? []
      const needed = await countByEvidenceKey(db)
      const unnamed = await countSessionsWithoutKey(db)
      const here = ids.map((id, index) => ({
        id,
        state: index === 0 ? 'seals' : 'opens',
        sessions: needed.find((one) => one.id === id)?.sessions ?? 0,
      }))
      const missing = needed.filter(({ id }) => !ids.includes(id)).map((one) => ({ ...one, state: 'missing' }))
      const older = unnamed > 0 ? [{ id: null, state: 'version 0.1', sessions: unnamed }] : []
      const keys = [...here, ...missing, ...older]
      if (options.json) for (const key of keys) printJson(key)
      else if (keys.length === 0) console.log('There is no evidence key yet. The server makes one when it starts.')
      else
        console.log(
          table(
            ['KEY', 'STATE', 'SESSIONS'],
            keys.map(({ id, state, sessions }) => [id ?? '', state, String(sessions)]),
          ),
        )
      return undefined
    }),
})
