import type { GroupRow } from '../evaluation/group-rates.ts'
import { type RateRow, verdicts } from '../evaluation/rate-rows.ts'
import type { Rate } from '../evaluation/rates.ts'
import { signalStates } from '../evaluation/session-result.ts'
import { table } from './print.ts'

const mannerNames = {
  obeys: 'obeys',
  follows_no_prompt: 'follows no prompt',
  single_picture: 'single picture',
} as const

/** The rates as tables for a terminal. */
export function evaluationTables(rows: readonly RateRow[], groups: readonly GroupRow[]): string {
  const heads = ['PRESENTATIONS', 'MANNER']
  const nameOf = ({ species, manner }: RateRow) => [
    species ?? 'bona fide',
    manner === null ? 'all' : mannerNames[manner],
  ]
  const ofVerdict = rows.map((row) => [
    ...nameOf(row),
    ...[row.presentations, row.subjects, row.sessions].map(String),
    ...verdicts.map((verdict) => share(row.verdict[verdict])),
  ])
  const ofSignals = rows.flatMap((row) =>
    Object.entries(row.signals).map(([name, states]) => [
      ...nameOf(row),
      name,
      ...signalStates.map((state) => share(states[state])),
    ]),
  )
  const ofGroups = groups.map(({ name, value, row }) => [
    ...[name, value, String(row.subjects), String(row.sessions)],
    ...verdicts.map((verdict) => share(row.verdict[verdict])),
    ...(['accuses', 'denies'] as const).map((state) => whichSignals(row, state)),
  ])
  return [
    table([...heads, 'COUNT', 'SUBJECTS', 'SESSIONS', 'LIVE', 'SPOOF', 'INCONCLUSIVE'], ofVerdict),
    table([...heads, 'SIGNAL', 'ACCUSES', 'DENIES', 'PASSED', 'NOT MEASURED'], ofSignals),
    ...(groups.length === 0
      ? []
      : [
          table(
            ['BONA FIDE', 'OF', 'SUBJECTS', 'SESSIONS', 'LIVE', 'SPOOF', 'INCONCLUSIVE', 'ACCUSED BY', 'DENIED BY'],
            ofGroups,
          ),
        ]),
  ].join('\n\n')
}

/** The signals that accuse or deny, and how often, the most frequent first. */
function whichSignals({ signals }: RateRow, state: 'accuses' | 'denies'): string {
  return Object.entries(signals)
    .filter(([, states]) => states[state].count > 0)
    .toSorted(([, a], [, b]) => b[state].count - a[state].count)
    .map(([name, states]) => `${name} ${states[state].count}`)
    .join(', ')
}

/** `3 (0.5 %, 0.1–1.5)`: the count, the rate and its Clopper–Pearson interval in percent. */
function share({ count, rate, interval }: Rate): string {
  if (rate === null) return '–'
  const [low, high] = interval.map((bound) => (bound * 100).toFixed(1))
  return `${count} (${(rate * 100).toFixed(1)} %, ${low}–${high})`
}
