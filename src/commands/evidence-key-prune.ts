import { statSync } from 'node:fs'
import { recordAudit } from '../audit/queries.ts'
import { systemClock } from '../clock.ts'
import { changeKeyFile, keyFileOf } from '../evidence/evidence-key-file.ts'
import { findEvidenceKeys, toEvidenceKey } from '../evidence/evidence-keys.ts'
import { countSessionsWithoutKey } from '../evidence/key-queries.ts'
import { resealAll } from '../evidence/reseal.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

/** Longer than a server takes from reading the key to storing what it sealed with it. */
const SETTLED_AFTER_MS = 60_000

export const evidenceKeyPruneCommand = command({
  summary: 'Remove older evidence keys, once nothing needs them',
  more: 'A minute after evidence-key rotate at the earliest. What was erased before cannot be opened by anybody from then on, whatever disks and backups still hold of it.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db, config, patiently }) => {
      if (config.EVIDENCE_KEY.length > 0)
        throw new CommandError(
          'The keys are in EVIDENCE_KEY. Remove there those that liveness evidence-key list shows with 0 sessions and 0 secrets.',
        )
      const keys = findEvidenceKeys(config)
      if (!keys) throw new CommandError('There is no evidence key yet. The server makes one when it starts.')
      const { id: current } = keys.current()
      const file = keyFileOf(config)
      const older = keys.known().length > 1
      if (older && systemClock.now() - statSync(file).mtimeMs < SETTLED_AFTER_MS)
        throw new CommandError('The keys changed less than a minute ago; a session may just be stored. Wait a minute.')
      await patiently((own) => resealAll(own, keys))
      const unnamed = await countSessionsWithoutKey(db)
      if (unnamed > 0)
        throw new CommandError(
          `Version 0.1 kept evidence of ${unnamed} sessions without naming the key. Wait until it has ended (EVIDENCE_HOURS).`,
        )
      const removed = keys.known().flatMap(({ id }) => (id === current ? [] : id))
      changeKeyFile(file, (known) => known.filter((secret) => !removed.includes(toEvidenceKey(secret).id)))
      for (const actor of removed)
        await recordAudit(db, { at: systemClock.now(), event: 'evidence_key_removed', actor, address: 'local' })
      if (options.json) printJson({ removed })
      else console.log(removed.length === 0 ? 'There is no older key.' : `Removed ${removed.join(', ')}.`)
      return undefined
    }),
})
