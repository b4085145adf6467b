import { recordAudit } from '../audit/queries.ts'
import { systemClock } from '../clock.ts'
import { changeKeyFile, keyFileOf, makeKey } from '../evidence/evidence-key-file.ts'
import { openEvidenceKeys } from '../evidence/evidence-keys.ts'
import { resealAll } from '../evidence/reseal.ts'
import { CommandError, command, FAILED, jsonOption } from './command.ts'
import { printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const evidenceKeyRotateCommand = command({
  summary: 'Replace the key that evidence is sealed with',
  more: 'Makes a new key in DATA_DIR/evidence.key and seals the key of each session and the secrets of the server with it, while the servers run; they need no restart. The older keys stay in the file until: liveness evidence-key prune\nWhere EVIDENCE_KEY is set, put a new key before the old one first (docs/deployment.md); this then seals with the first.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db, config, patiently }) => {
      const [, ...older] = config.EVIDENCE_KEY
      if (config.EVIDENCE_KEY.length > 0 && older.length === 0)
        throw new CommandError(
          'EVIDENCE_KEY holds one key. Make another (openssl rand -base64 32) and set EVIDENCE_KEY=<old>,<new> on every machine, then EVIDENCE_KEY=<new>,<old>, then run this again. docs/deployment.md says why.',
        )
      const keys = openEvidenceKeys(config)
      if (config.EVIDENCE_KEY.length === 0) changeKeyFile(keyFileOf(config), (known) => [makeKey(), ...known])
      const { id } = keys.current()
      await recordAudit(db, { at: systemClock.now(), event: 'evidence_key_rotated', actor: id, address: 'local' })
      const { sessions, secrets } = await patiently((own) => resealAll(own, keys))
      const { resealed, unopened } = sessions
      if (options.json) printJson({ id, resealed, unopened, secrets })
      else {
        console.log(
          `${id} is the evidence key now; the keys of ${resealed} sessions and ${secrets.resealed} secrets were sealed with it.`,
        )
        if (unopened > 0) console.error(`${unopened} sessions need a key that is not here: liveness evidence-key list`)
        if (secrets.unopened > 0)
          console.error(`${secrets.unopened} secrets need a key that is not here: liveness evidence-key list`)
      }
      return unopened + secrets.unopened > 0 ? FAILED : undefined
    }),
})
