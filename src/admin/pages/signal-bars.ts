import { type Html, html } from '../../html.ts'
import type { BackEndSession } from '../../liveness/sessions/view-schemas.ts'

type Signal = BackEndSession['signals'][number]

const WIDTH = 220
const HEIGHT = 16
const STATES: Readonly<Record<Signal['state'], string>> = {
  passed: 'passed',
  failed: 'failed',
  not_measured: 'not measured',
}

/** Each signal as a bar with its threshold as a line; on one scale, higher is better. Text says all of it too. */
export function signalBars(signals: readonly Signal[]): Html {
  if (signals.length === 0) return html`<p class="empty">No signal was measured.</p>`
  return html`<ul class="signals">${signals.map(row)}</ul>`
}

function row({ name, state, value, threshold, required }: Signal): Html {
  const mark = state === 'passed' ? '✓' : state === 'failed' ? '✕' : '–'
  const measured = value === null ? 'no value' : value.toFixed(3)
  return html`<li class="${state}"><span class="signal"><strong>${name}</strong> ${mark} ${STATES[state]}${required ? ', required' : ''}</span>
${bar(value, threshold)}
<span class="muted">${measured}, threshold ${threshold}</span></li>`
}

/** The scale ends at 1, or where the value or the threshold is beyond. */
function bar(value: number | null, threshold: number): Html {
  const most = Math.max(1, threshold, value ?? 0)
  const at = (amount: number) => ((Math.max(0, amount) / most) * WIDTH).toFixed(1)
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" focusable="false">
<rect class="track" width="${WIDTH}" height="${HEIGHT}" rx="3"/>
${value === null ? '' : html`<rect class="value" width="${at(value)}" height="${HEIGHT}" rx="3"/>`}
<line class="threshold" x1="${at(threshold)}" x2="${at(threshold)}" y1="-2" y2="${HEIGHT + 2}"/>
</svg>`
}
