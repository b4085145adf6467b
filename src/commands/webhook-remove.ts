import { systemClock } from '../clock.ts'
import { countDeliveries } from '../results/webhooks/listing-queries.ts'
import { removeEndpoint } from '../results/webhooks/remove-endpoint.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { confirm } from './confirm.ts'
import { findWebhook } from './find-webhook.ts'
import { printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const webhookRemoveCommand = command({
  summary: 'Remove a webhook with its secret and what waits for it',
  arguments: ['id'],
  options: { yes: { type: 'boolean', about: 'Do not ask' }, ...jsonOption },
  run: ({ options, arguments: [id = ''] }) =>
    withStorage(async ({ db }) => {
      const endpoint = await findWebhook(db, id)
      const waiting = await countDeliveries(db, id, 'pending')
      await confirm(`Remove webhook ${id} and the ${waiting} deliveries that wait for it, for good?`, options.yes)
      if (!(await removeEndpoint({ db, clock: systemClock }, endpoint)))
        throw new CommandError(`Webhook ${id} was removed by someone else meanwhile.`)
      if (options.json) printJson({ id, removed: true, waiting })
      else console.log(`Removed webhook ${id}.`)
      return undefined
    }),
})
