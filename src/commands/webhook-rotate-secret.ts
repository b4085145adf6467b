import { systemClock } from '../clock.ts'
import { openEvidenceKeys } from '../evidence/evidence-keys.ts'
import { isoTime } from '../iso-time.ts'
import { rotateEndpointSecret } from '../results/webhooks/rotate-endpoint-secret.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { findWebhook } from './find-webhook.ts'
import { printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const webhookRotateSecretCommand = command({
  summary: 'Give a webhook another secret; for 24 hours both sign',
  more: 'The new secret is printed here and can be read nowhere else. A secret older than the one before ends at once: rotate twice where one leaked.',
  arguments: ['id'],
  options: jsonOption,
  run: ({ options, arguments: [id = ''] }) =>
    withStorage(async ({ db, config }) => {
      const endpoint = await findWebhook(db, id)
      const needs = { db, clock: systemClock, evidenceKeys: openEvidenceKeys(config) }
      const rotated = await rotateEndpointSecret(needs, endpoint)
      if (!rotated) throw new CommandError(`Webhook ${id} was changed by someone else meanwhile.`)
      const until = isoTime(rotated.previousUntil)
      if (options.json) printJson({ id, secret: rotated.secret, previous_until: until })
      else {
        console.log(rotated.secret)
        console.error(
          `This is the new secret of webhook ${id}. It is shown only now. The old one is valid until ${until}.`,
        )
      }
      return undefined
    }),
})
