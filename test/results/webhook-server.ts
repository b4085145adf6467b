import type { TestContext } from 'node:test'
import pino from 'pino'
import { createApiKey } from '../../src/identity/create-key.ts'
import { addEndpoint } from '../../src/results/webhooks/add-endpoint.ts'
import { enqueueEvent } from '../../src/results/webhooks/enqueue-event.ts'
import type { EventType } from '../../src/results/webhooks/event.ts'
import { type Delivery, listDeliveries, readBacklog } from '../../src/results/webhooks/listing-queries.ts'
import { openWebhookMetrics } from '../../src/results/webhooks/metrics.ts'
import type { Resolve } from '../../src/results/webhooks/post-event.ts'
import { startDelivering } from '../../src/results/webhooks/start-delivering.ts'
import { wakeDelivery } from '../../src/results/webhooks/wake-delivery.ts'
import { openSession } from '../liveness/capture-client.ts'
import { startServer, type TestServer } from '../server.ts'

export interface WebhookServer extends TestServer {
  /** An API key. */
  readonly key: string
  readonly stop: () => Promise<void>
  add(url: string, events?: readonly EventType[]): Promise<{ id: string; secret: string }>
  deliveries(): Promise<Delivery[]>
  /** Writes so many events that are about different things, at once. */
  enqueue(count: number, orderKey?: string): Promise<void>
  /** Opens a session and cancels it: the quickest event there is. Returns its id. */
  cancelSession(): Promise<string>
  /** Moves the clock and says that something may be due. */
  pass(ms: number): void
}

/** A server that delivers webhooks to receivers on this machine. */
export async function startWebhookServer(
  t: TestContext,
  { networks = '127.0.0.1/32', resolve }: { networks?: string; resolve?: Resolve } = {},
): Promise<WebhookServer> {
  const server = await startServer(t, { WEBHOOK_NETWORKS: networks })
  const { storage, clock, evidenceKeys, metrics } = server
  const { db } = storage
  const { key } = await createApiKey({ db, clock }, 'tests')
  const webhookMetrics = openWebhookMetrics(metrics.registry, () => readBacklog(db), clock)
  const logger = pino({ level: 'trace' }, { write: (line: string) => void server.logLines.push(line) })
  const needs = { ...server, ...storage, webhookMetrics, random: () => 0.5, ...(resolve && { resolve }) }
  const stop = startDelivering(needs, logger)
  t.after(stop)
  return {
    ...server,
    key,
    stop,
    add: async (url, events) => {
      const added = await addEndpoint({ db, clock, evidenceKeys }, { url, events: events ?? null })
      if (!added) throw new Error('there are too many')
      return added
    },
    deliveries: () => listDeliveries(db, { endpointId: null, state: null, limit: 1_000 }),
    enqueue: async (count, orderKey) => {
      await db.transaction().execute(async (tx) => {
        for (let index = 0; index < count; index++) {
          const event = { type: 'account.deleted', accountId: null, data: { account_id: `${index}` } } as const
          await enqueueEvent(tx, { ...event, orderKey: orderKey ?? `${index}` }, clock.now())
        }
      })
      wakeDelivery()
    },
    cancelSession: async () => {
      const { id, owner } = await openSession(server, key, { subject: 'subject-1' })
      await server.request('DELETE', `/liveness/sessions/${id}`, owner)
      return id
    },
    pass: (ms) => {
      clock.advance(ms)
      wakeDelivery()
    },
  }
}
