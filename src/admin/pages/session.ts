import { type Html, html } from '../../html.ts'
import { isoTime } from '../../iso-time.ts'
import { isOpen, type LivenessSession } from '../../liveness/sessions/session.ts'
import type { BackEndSession } from '../../liveness/sessions/view-schemas.ts'
import type { Delivery } from '../../results/webhooks/listing-queries.ts'
import { deliveryTable } from './deliveries.ts'
import { actions } from './forms.ts'
import { signalBars } from './signal-bars.ts'
import { stepTimeline } from './step-timeline.ts'
import { facts, table } from './table.ts'
import { duration, time } from './time.ts'

interface Beside {
  readonly deliveries: readonly Delivery[]
  /** The picture that was asked for. */
  readonly shown?: { readonly id: string; readonly jpeg: Buffer } | undefined
  readonly now: number
}

/** One session: why it came out as it did. */
export function sessionPage(session: LivenessSession, view: BackEndSession, { deliveries, shown, now }: Beside): Html {
  const { id, createdAt, begunAt, endedAt } = session
  return html`${facts({
    Session: html`<code>${id}</code>`,
    State: view.state,
    Verdict: view.verdict,
    'Next action': view.next_action,
    Hint: view.hint ?? null,
    Score: view.score === null ? null : view.score.toFixed(3),
    Policy: view.policy,
    Assurance: view.assurance,
    Attestation: view.attestation,
    Injection: view.injection && [view.injection.state, ...view.injection.reasons].join(' '),
    Subject: view.subject,
    Account: session.accountId && html`<a href="/admin/accounts/${session.accountId}">${session.accountId}</a>`,
    'API key': session.apiKeyId,
    Created: time(createdAt),
    'First movement': time(begunAt),
    Ended: time(endedAt),
    'From the first movement to the end': begunAt && endedAt ? duration(endedAt - begunAt) : null,
    Frames: `${view.frames.received} received, ${view.frames.used} used, ${view.frames.rejected} rejected`,
    'Retry of': view.retry_of && sessionLink(view.retry_of),
    'Retried by': view.retried_by && sessionLink(view.retried_by),
  })}
<h2>Signals</h2>
<p class="muted">Higher is better; the line is the threshold. Required signals have to pass for live.</p>
${signalBars(view.signals)}
<h2>Steps</h2>
${stepTimeline(view.steps, endedAt ?? now)}
<h2>Pictures</h2>
${pictures(id, view.images, shown)}
<h2>Webhook deliveries</h2>
${deliveryTable(deliveries, 'No webhook was told of this session.')}
<h2>Presentation-attack models</h2>
${table(
  ['Model', 'SHA-256'],
  view.models.map(({ name, sha256 }) => [name, html`<code>${sha256}</code>`]),
  'None was installed when the session was opened. The models that measure every picture are not listed here.',
)}
<h2>More</h2>
${actions({
  'Audit log of it': `/admin/audit?of=${id}&since=${isoTime(createdAt)}`,
  [isOpen(session) ? 'End it and erase its evidence …' : 'Erase its evidence …']: `/admin/sessions/${id}/erase`,
})}`
}

const sessionLink = (id: string) => html`<a href="/admin/sessions/${id}">${id}</a>`

function pictures(id: string, images: BackEndSession['images'], shown: Beside['shown']): Html {
  if (images.length === 0) return html`<p class="empty">None is kept: none was worth it, or they are erased.</p>`
  return html`<ul class="pictures">${images.map(
    ({ image_id, kind, taken_at }) => html`<li>${kind}, ${time(Date.parse(taken_at))!}
${
  image_id === shown?.id
    ? html`<img src="data:image/jpeg;base64,${shown.jpeg.toString('base64')}" alt="The ${kind} picture of this session">`
    : html`<form method="post" action="/admin/sessions/${id}/images/${image_id}"><button class="quiet">Show it (the audit log notes that)</button></form>`
}</li>`,
  )}</ul>`
}
