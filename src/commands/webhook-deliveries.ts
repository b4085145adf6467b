import { isoTime, isoTimeOrNull } from '../iso-time.ts'
import { deliveryStates } from '../results/webhooks/delivery-queries.ts'
import { type Delivery, listDeliveries } from '../results/webhooks/listing-queries.ts'
import { command, jsonOption } from './command.ts'
import { findWebhook } from './find-webhook.ts'
import { printJson, table } from './print.ts'
import { readChoice } from './read-choices.ts'
import { readLimit } from './read-limit.ts'
import { withStorage } from './with-storage.ts'

const LIMIT = 100
const LIMIT_MAX = 10_000

export const webhookDeliveriesCommand = command({
  summary: 'List deliveries to webhooks, newest first',
  more: 'OUTCOME is the status that was answered or why there was none. With --json: one object a line.',
  options: {
    webhook: { type: 'string', value: '<id>', about: 'Only to this webhook' },
    state: { type: 'string', value: '<state>', about: `Only in this state: ${deliveryStates.join(', ')}` },
    limit: { type: 'string', value: '<count>', about: `At most so many: ${LIMIT} unless given, up to ${LIMIT_MAX}` },
    ...jsonOption,
  },
  run: ({ options }) => {
    const state = options.state === undefined ? null : readChoice('state', options.state, deliveryStates)
    const limit = readLimit(options.limit, { usual: LIMIT, max: LIMIT_MAX })
    return withStorage(async ({ db }) => {
      const endpointId = options.webhook === undefined ? null : (await findWebhook(db, options.webhook)).id
      const deliveries = (await listDeliveries(db, { endpointId, state, limit })).map(describe)
      if (options.json) for (const delivery of deliveries) printJson(delivery)
      else if (deliveries.length === 0) console.log('There are no such deliveries.')
      else
        console.log(
          table(
            ['ID', 'WEBHOOK', 'EVENT', 'HAPPENED', 'STATE', 'ATTEMPTS', 'OUTCOME', 'NEXT'],
            deliveries.map((one) => [
              String(one.id),
              one.webhook,
              one.type,
              one.created_at,
              one.state,
              String(one.attempts),
              one.outcome ?? '',
              one.due_at ?? '',
            ]),
          ),
        )
      return undefined
    })
  },
})

function describe({
  id,
  endpointId,
  eventId,
  type,
  state,
  attempts,
  dueAt,
  triedAt,
  lastOutcome,
  createdAt,
}: Delivery) {
  return {
    id,
    webhook: endpointId,
    event_id: eventId,
    type,
    state,
    attempts,
    outcome: lastOutcome,
    created_at: isoTime(createdAt),
    tried_at: isoTimeOrNull(triedAt),
    due_at: state === 'pending' ? isoTime(dueAt) : null,
  }
}
