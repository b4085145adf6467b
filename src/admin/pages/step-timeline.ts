import { type Html, html } from '../../html.ts'
import type { SessionStep } from '../../liveness/sessions/view-schemas.ts'
import { table } from './table.ts'
import { duration, time } from './time.ts'

const WIDTH = 640
const ROW = 26
const LABEL = 120

interface Span {
  readonly step: SessionStep
  readonly fromMs: number
  readonly toMs: number
}

/** The steps on a time line, from being shown to being completed, and as a table. `endMs`: when the session ended. */
export function stepTimeline(steps: readonly SessionStep[], endMs: number): Html {
  const spans = steps.flatMap((step): Span[] =>
    step.shown_at === null
      ? []
      : [{ step, fromMs: Date.parse(step.shown_at), toMs: step.answered_at ? Date.parse(step.answered_at) : endMs }],
  )
  const rows = steps.map(({ action, state, shown_at, answered_at }) => [
    ...[action, state, time(shown_at ? Date.parse(shown_at) : null)],
    shown_at && answered_at ? duration(Date.parse(answered_at) - Date.parse(shown_at)) : null,
  ])
  return html`${spans.length === 0 ? '' : drawing(spans)}
${table(['Step', 'State', 'Shown', 'Took'], rows, 'No step was shown.')}`
}

function drawing(spans: readonly Span[]): Html {
  const beginMs = Math.min(...spans.map(({ fromMs }) => fromMs))
  const lastMs = Math.max(beginMs + 1, ...spans.map(({ toMs }) => toMs))
  const at = (ms: number) => LABEL + ((ms - beginMs) / (lastMs - beginMs)) * (WIDTH - LABEL)
  const line = ({ step, fromMs, toMs }: Span, index: number) => html`<g class="${step.state}">
<text x="0" y="${index * ROW + 17}">${step.action}</text>
<rect x="${at(fromMs).toFixed(1)}" y="${index * ROW + 4}" width="${Math.max(2, at(toMs) - at(fromMs)).toFixed(1)}" height="${ROW - 8}" rx="3"/>
</g>`
  const height = spans.length * ROW + 20
  return html`<svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" aria-hidden="true" focusable="false">
${spans.map(line)}
<text x="${LABEL}" y="${height - 4}">0 s</text>
<text x="${WIDTH}" y="${height - 4}" text-anchor="end">${duration(lastMs - beginMs)}</text>
</svg>`
}
