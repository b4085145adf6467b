import { type Html, html } from '../../html.ts'
import { deliveryStates } from '../../results/webhooks/delivery-queries.ts'
import type { Endpoint } from '../../results/webhooks/endpoint-queries.ts'
import type { Delivery } from '../../results/webhooks/listing-queries.ts'
import { deliveryTable } from './deliveries.ts'
import { actions, filterForm } from './forms.ts'
import { facts, table } from './table.ts'
import { time } from './time.ts'

type Counted = Endpoint & { readonly waiting: number; readonly failed: number }

const REASONS = {
  gone: 'it answered 410',
  attempts: 'the last attempt at an event failed',
  failing: 'nothing succeeded for 5 days',
} as const

function stateOf({ disabledAt, disabledWhy, failingSince }: Endpoint): string {
  if (disabledAt !== null) return disabledWhy ? `disabled: ${REASONS[disabledWhy]}` : 'disabled'
  return failingSince === null ? 'enabled' : 'failing'
}

/** The path of an address may hold a secret of its receiver: only where it leads is listed. */
export function webhookList(webhooks: readonly Counted[]): Html {
  const rows = webhooks.map((webhook) => [
    html`<a href="/admin/webhooks/${webhook.id}">${new URL(webhook.url).host}</a>`,
    stateOf(webhook),
    webhook.waiting,
    webhook.failed,
    webhook.events?.join(', ') ?? 'all',
  ])
  const headings = ['To', 'State', 'Waiting', 'Failed', 'Events']
  return table(headings, rows, 'There are no webhooks yet. To add one: liveness webhook add <url>')
}

const FIELDS = [{ name: 'state', label: 'State', choices: deliveryStates }] as const

export function webhookPage(webhook: Counted, deliveries: readonly Delivery[], given: URLSearchParams): Html {
  const { id, url, events, createdAt, failingSince, disabledAt, waiting, failed } = webhook
  return html`${facts({
    Webhook: html`<code>${id}</code>`,
    Address: url,
    State: stateOf(webhook),
    Events: events?.join(', ') ?? 'all',
    Added: time(createdAt),
    'Failing since': time(failingSince),
    Disabled: time(disabledAt),
    Waiting: waiting,
    Failed: failed,
  })}
${actions({
  ...(disabledAt === null ? {} : { 'Enable it …': `/admin/webhooks/${id}/enable` }),
  ...(failed === 0 ? {} : { 'Send what failed again …': `/admin/webhooks/${id}/replay` }),
})}
<h2>Deliveries, the newest first</h2>
${filterForm(FIELDS, given)}
${deliveryTable(deliveries, 'There is no such delivery.')}`
}
