import { type Html, html } from '../../html.ts'
import type { Delivery } from '../../results/webhooks/listing-queries.ts'
import { table } from './table.ts'
import { time } from './time.ts'

/** Deliveries to webhooks; each can be sent again. */
export function deliveryTable(deliveries: readonly Delivery[], empty: string): Html {
  const rows = deliveries.map((one) => [
    one.type,
    time(one.createdAt),
    one.state,
    one.attempts,
    one.lastOutcome,
    one.state === 'pending' ? time(one.dueAt) : null,
    html`<a href="/admin/webhooks/${one.endpointId}">webhook</a>`,
    html`<a href="/admin/deliveries/${one.id}/replay">Send again …</a>`,
  ])
  const headings = ['Event', 'Happened', 'State', 'Attempts', 'Last answer', 'Next attempt', 'To', 'Again']
  return table(headings, rows, empty)
}
