import { deliveryStates } from '../results/webhooks/delivery-queries.ts'
import { type Delivery, listDeliveries } from '../results/webhooks/listing-queries.ts'
import { CommandError, command, jsonOption, MISUSED } from './command.ts'
import { findWebhook } from './find-webhook.ts'
import { isoTime, printJson, table } from './print.ts'
import { readChoices } from './read-choices.ts'
import { withStorage } from './with-storage.ts'

const LIMIT = 100
const LIMIT_MAX = 10_000

export const webhookDeliveriesCommand = command({
  summary: 'List deliveries to webhooks, newest first',
  more: 'OUTCOME is the status that was answered or why there was none. With --json: one object a line.',
  options: {
    webhook: { type: 'string', value: '<id>', about: 'Only to this webhook' },
    state: { type: 'string', value: '<state>', about: `Only in this state: ${deliveryStates.join(', ')}` },
    limit: { type: 'string', value: '<n>', about: `At most so many, ${LIMIT} unless told, ${LIMIT_MAX} at most` },
    ...jsonOption,
  },
  run: ({ options }) => {
    const [state = null] = options.state === undefined ? [] : readChoices('state', options.state, deliveryStates)
    const limit = readLimit(options.limit)
    return withStorage(async ({ db }) => {
      const endpointId = options.webhook === undefined ? null : (await findWebhook(db, options.webhook)).id
      const deliveries = (await listDeliveries(db, { endpointId, state, beforeId: null, limit })).map(describe)
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

function readLimit(text: string | undefined): number {
  const limit = text === undefined ? LIMIT : /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (limit >= 1 && limit <= LIMIT_MAX) return limit
  throw new CommandError(`--limit must be a whole number from 1 to ${LIMIT_MAX}.`, MISUSED)
}

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
    tried_at: triedAt === null ? null : isoTime(triedAt),
    due_at: state === 'pending' ? isoTime(dueAt) : null,
  }
}
