import { type Html, html } from '../../html.ts'
import type { ProcessSample } from '../../operations/process-samples.ts'
import type { Check } from '../checks.ts'
import type { LastHour } from '../last-hour.ts'
import { bars } from './bars.ts'
import { table } from './table.ts'

export function checkTable(checks: readonly Check[]): Html {
  const rows = checks.map(({ name, ok, found }) => [
    name,
    ok ? 'ok' : html`<strong class="bad">look at it</strong>`,
    found,
  ])
  return table(['Check', 'State', 'Found'], rows, 'Nothing was checked.')
}

export function healthPage(checks: readonly Check[], hour: LastHour, samples: readonly ProcessSample[]): Html {
  const source = 'from the database'
  const own = (title: string, unit: string, read: (sample: ProcessSample) => number, digits = 0) =>
    bars({
      title,
      unit,
      source: 'of this process',
      digits,
      series: [{ name: '', look: 'plain', values: samples.map(read) }],
    })
  return html`${checkTable(checks)}
<h2>The last hour</h2>
${hour.isCut ? html`<p class="muted">There was more than is read here: the newest are shown. Prometheus has all.</p>` : ''}
<div class="charts">
${bars({
  ...{ title: 'Sessions that ended', unit: 'a minute', source },
  series: [
    { name: 'live', look: 'live', values: hour.live },
    { name: 'inconclusive', look: 'inconclusive', values: hour.inconclusive },
    { name: 'spoof', look: 'spoof', values: hour.spoof },
  ],
})}
${bars({
  ...{ title: 'From the first movement to the end, median', unit: 's', source, digits: 1 },
  series: [{ name: '', look: 'plain', values: hour.secondsToVerdict }],
})}
${bars({
  ...{ title: 'Logins that failed', unit: 'a minute', source },
  series: [
    { name: 'wrong', look: 'inconclusive', values: hour.loginsFailed },
    { name: 'limit reached', look: 'spoof', values: hour.loginsThrottled },
    { name: 'of operators', look: 'plain', values: hour.operatorLoginsFailed },
  ],
})}
${own('Requests', 'a second', ({ requestsPerSecond }) => requestsPerSecond, 1)}
${own('Responses, 99 of 100 within', 'ms', ({ responseP99Ms }) => responseP99Ms)}
${own('Event loop, 99 of 100 turns within', 'ms', ({ eventLoopP99Ms }) => eventLoopP99Ms)}
${own('Memory', 'MiB', ({ memoryMiB }) => memoryMiB)}
${own('Cores busy', 'cores', ({ coresBusy }) => coresBusy, 2)}
${own('Pictures that wait for the engine', 'pictures', ({ framesWaiting }) => framesWaiting)}
</div>
${samples.length === 0 ? html`<p class="muted">This process has not run for a minute yet: its own curves begin then.</p>` : ''}`
}
