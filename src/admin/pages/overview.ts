import { type Html, html } from '../../html.ts'
import type { Backlog } from '../../results/webhooks/listing-queries.ts'
import type { Check } from '../checks.ts'
import type { LastHour } from '../last-hour.ts'
import { facts } from './table.ts'
import { duration } from './time.ts'

/** What needs somebody now, and the last hour in numbers. */
export function overviewPage(checks: readonly Check[], hour: LastHour, backlog: Backlog, now: number): Html {
  const bad = checks
    .filter(({ ok }) => !ok)
    .map(({ name, found }) => html`<li><a href="/admin/health">${name}</a>: ${found}</li>`)
  if (backlog.disabledEndpoints > 0)
    bad.push(html`<li><a href="/admin/webhooks">Webhooks</a>: ${backlog.disabledEndpoints} disabled</li>`)
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return html`<h2>Needs somebody now</h2>
${bad.length === 0 ? html`<p class="empty">Nothing.</p>` : html`<ul>${bad}</ul>`}
<h2>The last hour</h2>
${facts({
  'Sessions live': sum(hour.live),
  'Sessions inconclusive': sum(hour.inconclusive),
  'Sessions spoof': sum(hour.spoof),
  'Logins that failed': sum(hour.loginsFailed),
  'Logins of operators that failed': html`<a href="/admin/audit?event=operator_login_failed">${sum(hour.operatorLoginsFailed)}</a>`,
  'Deliveries that wait': backlog.waiting,
  'The oldest of them': backlog.oldestAt === null ? null : duration(now - backlog.oldestAt),
})}
<p><a href="/admin/sessions">All sessions</a> · <a href="/admin/health">Checks and curves</a></p>`
}
