import { isoTime, isoTimeOrNull } from '../iso-time.ts'
import { type Endpoint, listEndpoints } from '../results/webhooks/endpoint-queries.ts'
import { eventTypes } from '../results/webhooks/event.ts'
import { countDeliveries } from '../results/webhooks/listing-queries.ts'
import type { Db } from '../storage/schema.ts'
import { command, jsonOption } from './command.ts'
import { printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

const REASONS = {
  gone: 'it answered 410',
  attempts: 'the last attempt at an event failed',
  failing: 'nothing succeeded for 5 days',
} as const

export const webhookListCommand = command({
  summary: 'List the webhooks, what waits for each, and which are disabled and why',
  more: 'An address may hold a secret of its receiver. With --json: one object a line.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db }) => {
      const webhooks = []
      for (const endpoint of await listEndpoints(db)) webhooks.push(await describe(db, endpoint))
      if (options.json) for (const webhook of webhooks) printJson(webhook)
      else if (webhooks.length === 0) console.log('There are no webhooks yet. To add one: liveness webhook add <url>')
      else
        console.log(
          table(
            ['ID', 'STATE', 'WAITING', 'FAILED', 'EVENTS', 'ADDRESS'],
            webhooks.map(({ id, state, why, waiting, failed, events, url }) => [
              id,
              why === null ? state : `${state}: ${REASONS[why]}`,
              String(waiting),
              String(failed),
              events.length === eventTypes.length ? 'all' : events.join(','),
              url,
            ]),
          ),
        )
      return undefined
    }),
})

async function describe(db: Db, { id, url, events, createdAt, failingSince, disabledAt, disabledWhy }: Endpoint) {
  return {
    id,
    url,
    events: events ?? eventTypes,
    state: disabledAt !== null ? 'disabled' : failingSince !== null ? 'failing' : 'enabled',
    why: disabledWhy,
    waiting: await countDeliveries(db, id, 'pending'),
    failed: await countDeliveries(db, id, 'failed'),
    created_at: isoTime(createdAt),
    failing_since: isoTimeOrNull(failingSince),
    disabled_at: isoTimeOrNull(disabledAt),
  }
}
