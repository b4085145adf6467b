import { systemClock } from '../clock.ts'
import { enableEndpoint } from '../results/webhooks/enable-endpoint.ts'
import { countDeliveries } from '../results/webhooks/listing-queries.ts'
import { command, jsonOption } from './command.ts'
import { findWebhook } from './find-webhook.ts'
import { printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const webhookEnableCommand = command({
  summary: 'Enable a webhook that was disabled; what waited for it is sent',
  more: 'Deliveries of which the last attempt failed are not sent by this: liveness webhook replay <id> --since <time> --state failed',
  arguments: ['id'],
  options: jsonOption,
  run: ({ options, arguments: [id = ''] }) =>
    withStorage(async ({ db }) => {
      const endpoint = await findWebhook(db, id)
      const waiting = await enableEndpoint({ db, clock: systemClock }, endpoint.id)
      const failed = await countDeliveries(db, id, 'failed')
      if (options.json) printJson({ id, waiting, failed })
      else console.log(`Enabled webhook ${id}: ${waiting} deliveries are due now; ${failed} had failed for good.`)
      return undefined
    }),
})
