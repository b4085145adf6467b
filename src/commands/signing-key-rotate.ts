import { systemClock } from '../clock.ts'
import { openEvidenceKeys } from '../evidence/evidence-keys.ts'
import { rotateSigningKey } from '../results/signing/rotate-key.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const signingKeyRotateCommand = command({
  summary: 'Replace the key that signs results',
  more: 'While the servers run; each signs with the new key from its next result on. What the old key signed stays good until it expires: its public half is served for an hour, and for good to verify receipts of erasures by. Also the way out where the evidence key that sealed it is lost.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db, config }) => {
      const id = await rotateSigningKey({ db, clock: systemClock, evidenceKeys: openEvidenceKeys(config) })
      if (id === undefined) throw new CommandError('Another rotation came first. See: liveness signing-key list')
      if (options.json) printJson({ id })
      else console.log(`${id} signs results from now on.`)
      return undefined
    }),
})
