import { findEvidenceKeys } from '../evidence/evidence-keys.ts'
import { countByEvidenceKey, countSessionsWithoutKey } from '../evidence/key-queries.ts'
import { countSecretsByEvidenceKey } from '../evidence/secret-queries.ts'
import { command, jsonOption } from './command.ts'
import { printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

export const evidenceKeyListCommand = command({
  summary: 'List the evidence keys, and how many sessions and secrets need each',
  more: 'A key seals (the first), opens (an older one), or is missing here. Version 0.1 sealed without naming a key. With --json: one object a line.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db, config }) => {
      const ids =
        findEvidenceKeys(config)
          ?.known()
          .map(({ id }) => id) ?? []
      const needed = await countByEvidenceKey(db)
      const sealing = await countSecretsByEvidenceKey(db)
      const unnamed = await countSessionsWithoutKey(db)
      const needs = (id: string) => ({
        sessions: needed.find((one) => one.id === id)?.sessions ?? 0,
        secrets: sealing.find((one) => one.id === id)?.secrets ?? 0,
      })
      const here = ids.map((id, index) => ({
        id,
        state: index === 0 ? 'seals' : 'opens',
        ...needs(id),
      }))
      const missing = [...new Set([...needed, ...sealing].map(({ id }) => id))]
        .filter((id) => !ids.includes(id))
        .map((id) => ({ id, state: 'missing', ...needs(id) }))
      const older = unnamed > 0 ? [{ id: null, state: 'version 0.1', sessions: unnamed, secrets: 0 }] : []
      const keys = [...here, ...missing, ...older]
      if (options.json) for (const key of keys) printJson(key)
      else if (keys.length === 0) console.log('There is no evidence key yet. The server makes one when it starts.')
      else
        console.log(
          table(
            ['KEY', 'STATE', 'SESSIONS', 'SECRETS'],
            keys.map(({ id, state, sessions, secrets }) => [id ?? '', state, String(sessions), String(secrets)]),
          ),
        )
      return undefined
    }),
})
