import { Counter, Gauge, type Registry } from 'prom-client'
import type { Clock } from '../../clock.ts'
import type { Backlog } from './listing-queries.ts'

export interface WebhookMetrics {
  readonly deliveries: Counter<'outcome'>
}

/** `readBacklog` is asked once at each collection; where it fails, the values of before stay. */
export function openWebhookMetrics(
  registry: Registry,
  readBacklog: () => Promise<Backlog>,
  clock: Clock,
): WebhookMetrics {
  const registers = [registry]
  let reading: Promise<Backlog | undefined> | undefined
  const read = () => {
    reading ??= readBacklog()
      .catch(() => undefined)
      .finally(() => {
        reading = undefined
      })
    return reading
  }
  const gauge = (name: string, help: string, measure: (backlog: Backlog) => number) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const backlog = await read()
        if (backlog) this.set(measure(backlog))
      },
    })
  gauge(
    'webhook_deliveries_waiting',
    'Deliveries that wait for endpoints that are not disabled, counted to 100,000',
    ({ waiting }) => waiting,
  )
  gauge('webhook_oldest_seconds', 'Age of the oldest event among them', ({ oldestAt }) =>
    oldestAt === null ? 0 : Math.max(0, (clock.now() - oldestAt) / 1000),
  )
  gauge('webhook_endpoints_disabled', 'Endpoints that are disabled', ({ disabledEndpoints }) => disabledEndpoints)
  const deliveries = new Counter({
    name: 'webhook_deliveries_total',
    help: 'Attempts to deliver that this process made, by outcome',
    labelNames: ['outcome'],
    registers,
  })
  // From 0 on, so that the first failure is seen as a rise.
  for (const outcome of ['delivered', 'failed']) deliveries.inc({ outcome }, 0)
  return { deliveries }
}
