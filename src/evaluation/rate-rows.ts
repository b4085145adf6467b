import { type SignalName, signalNames } from '../liveness/decision/policy.ts'
import type { Verdict } from '../liveness/decision/verdict.ts'
import type { Presentation } from './data-set.ts'
import { measureRates, type Rate } from './rates.ts'
import { type Manner, manners, type SessionResult, type SignalState, signalStates } from './session-result.ts'

/** All rates of one kind of presentations: bona fide or of a species, played in one manner. */
export interface RateRow {
  /** Null: in whichever manner. */
  readonly manner: Manner | null
  /** Null: bona fide. */
  readonly species: string | null
  readonly presentations: number
  readonly subjects: number
  readonly sessions: number
  readonly verdict: Readonly<Record<Verdict, Rate>>
  readonly signals: Readonly<Record<SignalName, Readonly<Record<SignalState, Rate>>>>
}

export const verdicts = ['live', 'spoof', 'inconclusive'] as const satisfies readonly Verdict[]

export function rateRow(
  results: readonly SessionResult[],
  { manner, species }: Pick<RateRow, 'manner' | 'species'>,
  seed: number,
): RateRow {
  const events: Record<string, (result: SessionResult) => boolean> = {}
  for (const verdict of verdicts) events[verdict] = (result) => result.verdict === verdict
  for (const name of signalNames)
    for (const state of signalStates)
      events[`${name} ${state}`] = ({ signals }) => signals.find((one) => one.name === name)?.state === state
  const rates = measureRates(results, events, seed)
  return {
    ...{ manner, species },
    presentations: new Set(results.map(({ presentation }) => presentation.id)).size,
    subjects: new Set(results.map(({ presentation }) => presentation.subject)).size,
    sessions: results.length,
    verdict: pick(verdicts, (verdict) => rates[verdict]!),
    signals: pick(signalNames, (name) => pick(signalStates, (state) => rates[`${name} ${state}`]!)),
  }
}

/** A row for bona fide presentations and for each species: all together, then each manner where there are several. */
export function rateRows(results: readonly SessionResult[], seed: number): RateRow[] {
  return speciesOf(results.map(({ presentation }) => presentation)).flatMap((species) => {
    const own = results.filter(({ presentation }) => presentation.species === species)
    const played = manners.filter((manner) => own.some((result) => result.manner === manner))
    const byManner = played.map((manner) => {
      const ofManner = own.filter((result) => result.manner === manner)
      return rateRow(ofManner, { manner, species }, seed)
    })
    return [rateRow(own, { manner: null, species }, seed), ...byManner]
  })
}

/** Bona fide (null) first, then the species by name; only those that there are. */
export function speciesOf(presentations: readonly Pick<Presentation, 'species'>[]): (string | null)[] {
  const found = new Set(presentations.map(({ species }) => species))
  const named = [...found].filter((species) => species !== null).sort()
  return found.has(null) ? [null, ...named] : named
}

function pick<Name extends string, Value>(names: readonly Name[], value: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>
}
