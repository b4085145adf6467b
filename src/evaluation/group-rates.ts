import type { Verdict } from '../liveness/decision/verdict.ts'
import { type RateRow, rateRow } from './rate-rows.ts'
import { measureRates, type Rate } from './rates.ts'
import type { SessionResult } from './session-result.ts'

/** Bona fide presentations that the data set says are of one group, such as `{ name: 'glasses', value: 'yes' }`. */
export interface GroupRow {
  readonly name: string
  readonly value: string
  readonly row: RateRow
  /** Rates that lie above the interval of all the others of the same name together. */
  readonly standsOut: readonly StandsOut[]
}

export interface StandsOut {
  readonly rate: 'bpcer' | 'bpnrr'
  readonly own: Rate
  readonly others: Rate
}

export const SKIN_LUMINANCE = 'measured skin luminance'
const thirds = ['darkest third', 'middle third', 'lightest third'] as const

interface Group {
  readonly name: string
  readonly value: string
  readonly own: readonly SessionResult[]
}

/** The rates of each group of bona fide presentations, and of each third of them by the luminance of the skin. */
export function groupRates(results: readonly SessionResult[], seed: number): GroupRow[] {
  const bonaFide = results.filter(({ presentation }) => presentation.species === null)
  const names = new Set(bonaFide.flatMap(({ presentation }) => Object.keys(presentation.groups)))
  const named = [...names].sort().flatMap((name) => {
    const byValue = Map.groupBy(bonaFide, ({ presentation }) => presentation.groups[name])
    const known = [...byValue].flatMap(([value, own]): Group[] => (value === undefined ? [] : [{ name, value, own }]))
    return known.toSorted((a, b) => a.value.localeCompare(b.value))
  })
  const groups = [...named, ...skinThirds(bonaFide)]
  return groups.map((group) => {
    const others = groups.filter(({ name, value }) => name === group.name && value !== group.value)
    const compared = standsOut(
      group.own,
      others.flatMap(({ own }) => own),
      seed,
    )
    const row = rateRow(group.own, { manner: null, species: null }, seed)
    return { name: group.name, value: group.value, row, standsOut: compared }
  })
}

/** As many presentations in each third as can be; none where there are fewer than three. */
function skinThirds(bonaFide: readonly SessionResult[]): Group[] {
  const presentations = [...Map.groupBy(bonaFide, ({ presentation }) => presentation).values()]
    .filter(([first]) => first!.skinLuminance !== null)
    .toSorted(([a], [b]) => a!.skinLuminance! - b!.skinLuminance!)
  const { length } = presentations
  if (length < thirds.length) return []
  return thirds.map((value, index) => {
    const own = presentations.slice(Math.round((index * length) / 3), Math.round(((index + 1) * length) / 3))
    return { name: SKIN_LUMINANCE, value, own: own.flat() }
  })
}

/** Of those who obey, how many are denied; of films that follow no prompt nearly all are, and that says nothing. */
function standsOut(own: readonly SessionResult[], others: readonly SessionResult[], seed: number): StandsOut[] {
  const rateOf = (results: readonly SessionResult[], verdict: Verdict) =>
    measureRates(results, { rate: (result) => result.verdict === verdict }, seed).rate
  const asked = (results: readonly SessionResult[]) => results.filter(({ manner }) => manner !== 'follows_no_prompt')
  const compared: StandsOut[] = [
    { rate: 'bpcer', own: rateOf(own, 'spoof'), others: rateOf(others, 'spoof') },
    { rate: 'bpnrr', own: rateOf(asked(own), 'inconclusive'), others: rateOf(asked(others), 'inconclusive') },
  ]
  return compared.filter((pair) => pair.own.rate !== null && pair.others.of > 0 && liesAbove(pair))
}

/** Of the two intervals the wider counts: the exact one supposes sessions that do not depend on each other. */
const liesAbove = ({ own, others: { interval, bootstrap } }: StandsOut) =>
  own.rate! > Math.max(interval[1], bootstrap[1])
