import { table } from '../../src/commands/print.ts'
import type { Evaluation } from '../../src/evaluation/evaluation.ts'
import type { RateRow } from '../../src/evaluation/rate-rows.ts'
import type { Rate } from '../../src/evaluation/rates.ts'

/** How often honest people pass, and how often each species of attack does: text for a terminal. */
export function attackTable({ rows, rates, models, policy }: Evaluation): string {
  const own = rows.filter(({ manner }) => manner === null)
  const installed = models.map(({ name }) => name).join(', ') || 'none installed'
  const honest = own.filter(({ species }) => species === null)
  const attacks = own.filter(({ species }) => species !== null)
  return [
    `policy ${policy.name}, presentation-attack models: ${installed}; intervals: Clopper–Pearson, 95 %`,
    table(
      ['BONA FIDE', 'SESSIONS', 'LIVE', 'SPOOF (BPCER)', 'INCONCLUSIVE (BPNRR)'],
      honest.map((row) => [
        ...['does as asked', String(row.sessions), String(row.verdict.live.count)],
        ...[share(row.verdict.spoof), share(row.verdict.inconclusive)],
      ]),
    ),
    table(
      ['SPECIES', 'SESSIONS', 'LIVE (APCER)', 'SPOOF', 'INCONCLUSIVE', 'STOPPED BY', '', 'VICTIM’S PORTRAIT KEPT'],
      attacks.map((row) => {
        const { live, spoof, inconclusive } = row.verdict
        const portrait = rates[`portrait.${row.species}`]
        return [
          ...[row.species!, String(row.sessions), share(live), String(spoof.count), String(inconclusive.count)],
          ...[stoppedBy(row), live.count === 0 ? '' : 'passes', portrait ? share(portrait) : ''],
        ]
      }),
    ),
  ].join('\n\n')
}

/** The signals that accused or denied, the most frequent first. */
const stoppedBy = ({ signals }: RateRow): string =>
  Object.entries(signals)
    .map(([name, { accuses, denies }]) => ({ name, count: accuses.count + denies.count }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .map(({ name, count }) => `${name} ${count}`)
    .join(', ')

const percent = (value: number) => (value * 100).toFixed(1)
const share = ({ count, of, interval: [low, high] }: Rate) => `${count} of ${of} (${percent(low)}–${percent(high)} %)`
