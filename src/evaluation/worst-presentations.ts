import type { Verdict } from '../liveness/decision/verdict.ts'
import type { Presentation } from './data-set.ts'
import type { SessionResult, SignalState } from './session-result.ts'

export interface WorstPresentation {
  readonly presentation: Presentation
  readonly sessions: number
  readonly live: number
  readonly spoof: number
  readonly inconclusive: number
  /** What was said in the sessions that went wrong, such as `depth accuses 12 (0.000 to 0.020)`. */
  readonly why: readonly string[]
}

const WORST_MAX = 10

/**
 * Bona fide presentations that are accused most often, then those that are denied most often. A film that follows no
 * prompt is denied rightly.
 */
export function worstBonaFide(results: readonly SessionResult[]): WorstPresentation[] {
  const own = results.filter(({ presentation }) => presentation.species === null)
  const isAccused = ({ verdict }: SessionResult) => verdict === 'spoof'
  const isDenied = ({ verdict, manner }: SessionResult) => verdict === 'inconclusive' && manner !== 'follows_no_prompt'
  return worst(own, [isAccused, isDenied], ['accuses', 'denies'])
}

/** Attack presentations that pass most often. */
export function worstAttacks(results: readonly SessionResult[]): WorstPresentation[] {
  const own = results.filter(({ presentation }) => presentation.species !== null)
  return worst(own, [({ verdict }) => verdict === 'live'], ['passed', 'not_measured'])
}

/** By the share of the sessions with the first error, then by that of those with the second. */
function worst(
  results: readonly SessionResult[],
  errors: readonly ((result: SessionResult) => boolean)[],
  states: readonly SignalState[],
): WorstPresentation[] {
  return [...Map.groupBy(results, ({ presentation }) => presentation)]
    .map(([presentation, own]) => {
      const shares = errors.map((isError) => own.filter(isError).length / own.length)
      const wrong = own.filter((result) => errors.some((isError) => isError(result)))
      return { presentation, own, shares, wrong }
    })
    .filter(({ wrong }) => wrong.length > 0)
    .toSorted((a, b) => b.shares[0]! - a.shares[0]! || (b.shares[1] ?? 0) - (a.shares[1] ?? 0))
    .slice(0, WORST_MAX)
    .map(({ presentation, own, wrong }) => {
      const count = (verdict: Verdict) => own.filter((result) => result.verdict === verdict).length
      return {
        ...{ presentation, sessions: own.length },
        ...{ live: count('live'), spoof: count('spoof'), inconclusive: count('inconclusive') },
        why: [...states.flatMap((state) => signalsThat(wrong, state)), ...hintsTold(wrong)],
      }
    })
}

function signalsThat(results: readonly SessionResult[], state: SignalState): string[] {
  const said = results.flatMap(({ signals }) => signals.filter((signal) => signal.state === state))
  return mostFrequentFirst(said, ({ name }) => name).map(([name, all]) => {
    const values = all.flatMap(({ value }) => (value === null ? [] : [value])).sort((a, b) => a - b)
    const range = values.length === 0 ? '' : ` (${values[0]!.toFixed(3)} to ${values.at(-1)!.toFixed(3)})`
    return `${name} ${state.replace('_', ' ')} ${all.length}${range}`
  })
}

function hintsTold(results: readonly SessionResult[]): string[] {
  const denied = results.filter(({ verdict }) => verdict === 'inconclusive')
  return mostFrequentFirst(denied, ({ hint }) => hint).map(([hint, all]) => `told ${hint} ${all.length}`)
}

const mostFrequentFirst = <Item, Key>(items: readonly Item[], key: (item: Item) => Key): [Key, Item[]][] =>
  [...Map.groupBy(items, key)].toSorted(([, a], [, b]) => b.length - a.length)
