import type { Evaluation } from './evaluation.ts'
import type { ComparedLimit } from './fail-above.ts'
import type { GroupRow } from './group-rates.ts'
import { type RateRow, verdicts } from './rate-rows.ts'
import type { Rate } from './rates.ts'
import { signalStates } from './session-result.ts'

export interface EvaluationTable {
  readonly title: string
  /** Sentences below the table. */
  readonly notes: readonly string[]
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What the terminal and the report show in tables, in this order; only those that have rows. */
export function evaluationTables({ rates, rows, groups, limits }: Evaluation): EvaluationTable[] {
  const shown = rows.filter(isNoRepetition)
  const tables: EvaluationTable[] = [
    {
      title: 'Error rates (ISO/IEC 30107-3)',
      headings: ['RATE', 'COUNT', 'OF', 'RATE, %', 'CLOPPER–PEARSON 95 %', 'BOOTSTRAP OVER SUBJECTS 95 %'],
      rows: Object.entries(rates).flatMap(([name, rate]) => (isOfSignal(name, rows) ? [] : [errorRateRow(name, rate)])),
      notes: [
        'Clopper–Pearson intervals suppose that sessions do not depend on each other; those of one subject do, so the ' +
          'wider of the two intervals is the one to go by.',
        ...('apcer' in rates ? ['apcer and apnrr alone are those of the species with the highest upper bound.'] : []),
        'Non-response (bpnrr, apnrr) is measured without the films that follow no prompt: they cannot respond.',
      ],
    },
    {
      title: 'Verdicts',
      headings: [...KIND, 'COUNT', 'SUBJECTS', 'SESSIONS', 'LIVE', 'SPOOF', 'INCONCLUSIVE'],
      rows: shown.map((row) => [
        ...kindOf(row),
        ...[row.presentations, row.subjects, row.sessions].map(String),
        ...verdicts.map((verdict) => share(row.verdict[verdict])),
      ]),
      notes: ['Each cell: sessions (rate in %, Clopper–Pearson 95 %).'],
    },
    {
      title: 'Each signal alone',
      headings: [...KIND, 'SIGNAL', 'ACCUSES', 'DENIES', 'PASSED', 'NOT MEASURED'],
      rows: rows.filter(({ manner }) => manner !== null).flatMap(signalRows),
      notes: [
        'A signal’s BPCER is what it accuses of bona fide presentations, its APCER what it passes of attacks. It denies ' +
          'where it fails without accusing.',
      ],
    },
    {
      title: 'Bona fide presentations by group',
      headings: [
        ...['GROUP', 'OF', 'SUBJECTS', 'SESSIONS', 'LIVE', 'SPOOF', 'INCONCLUSIVE', 'ACCUSED BY', 'DENIED BY'],
      ],
      rows: groups.map(({ name, value, row }) => [
        ...[name, value, String(row.subjects), String(row.sessions)],
        ...verdicts.map((verdict) => share(row.verdict[verdict])),
        ...(['accuses', 'denies'] as const).map((state) => whichSignals(row, state)),
      ]),
      notes: outsideNotes(groups),
    },
    {
      title: 'Limits',
      headings: ['RATE', 'UPPER BOUND, %', 'LIMIT, %', ''],
      rows: limits.map((limit) => [
        ...[limit.name, percent(limit.upperBound), percent(limit.most), limit.isAbove ? 'ABOVE' : 'kept'],
      ]),
      notes: ['The upper bound of the Clopper–Pearson interval is compared.'],
    },
  ]
  return tables.filter(({ rows: { length } }) => length > 0)
}

const KIND = ['PRESENTATIONS', 'MANNER']
const mannerNames = {
  obeys: 'obeys',
  follows_no_prompt: 'follows no prompt',
  single_picture: 'single picture',
} as const

const kindOf = ({ species, manner }: RateRow) => [species ?? 'bona fide', manner === null ? 'all' : mannerNames[manner]]

/** Where all were played in one manner, one row says it. */
const isNoRepetition = (row: RateRow, _: number, rows: readonly RateRow[]) =>
  row.manner !== null || rows.filter(({ species }) => species === row.species).length > 2

/** A single picture can't have most signals measured: those are left out. */
function signalRows(row: RateRow): string[][] {
  return Object.entries(row.signals).flatMap(([name, states]) =>
    row.manner === 'single_picture' && states.not_measured.count === row.sessions
      ? []
      : [[...kindOf(row), name, ...signalStates.map((state) => share(states[state]))]],
  )
}

const isOfSignal = (name: string, rows: readonly RateRow[]) =>
  Object.keys(rows[0]?.signals ?? {}).some((signal) => name.endsWith(`.${signal}`))

function errorRateRow(name: string, { count, of, rate, interval, bootstrap }: Rate): string[] {
  if (rate === null) return [name, '0', '0', '–', '–', '–']
  const range = ([low, high]: Rate['interval']) => `${percent(low)} – ${percent(high)}`
  return [name, String(count), String(of), percent(rate), range(interval), range(bootstrap)]
}

/** `3 (0.5, 0.1–1.5)`: the count, the rate and its Clopper–Pearson interval in percent. */
function share({ count, rate, interval: [low, high] }: Rate): string {
  return rate === null ? '–' : `${count} (${percent(rate)}, ${percent(low)}–${percent(high)})`
}

/** The signals that accuse or deny, and in how many sessions, the most frequent first. */
function whichSignals({ signals }: RateRow, state: 'accuses' | 'denies'): string {
  return Object.entries(signals)
    .filter(([, states]) => states[state].count > 0)
    .toSorted(([, a], [, b]) => b[state].count - a[state].count)
    .map(([name, states]) => `${name} ${states[state].count}`)
    .join(', ')
}

function outsideNotes(groups: readonly GroupRow[]): string[] {
  const notes = groups.flatMap(({ name, value, standsOut }) =>
    standsOut.map(
      ({ rate, own, others }) =>
        `STANDS OUT: ${name} = ${value} has a ${rate} of ${percent(own.rate!)} %, above the others’ interval: ` +
        `${share(others)}, by the bootstrap ${others.bootstrap.map(percent).join('–')}.`,
    ),
  )
  return notes.length > 0 ? notes : ['No group’s bpcer or bpnrr lies above the interval of the others of its name.']
}

/** What is wrong with a limit, in a sentence. */
export function explainLimit({ name, of, upperBound, most }: ComparedLimit): string {
  if (of === 0) return `${name} was measured on nothing, so it is not shown to keep the limit of ${percent(most)} %`
  return `${name} may be as high as ${percent(upperBound)} %, above the limit of ${percent(most)} %`
}

const percent = (share: number) => (share * 100).toFixed(1)
