import { type RateRow, rateRow } from './rate-rows.ts'
import type { SessionResult } from './session-result.ts'

/** Bona fide presentations that the data set says are of one group, such as `{ name: 'glasses', value: 'yes' }`. */
export interface GroupRow {
  readonly name: string
  readonly value: string
  readonly row: RateRow
}

export const SKIN_LUMINANCE = 'measured skin luminance'
const thirds = ['darkest third', 'middle third', 'lightest third'] as const

/** The rates of each group of bona fide presentations, and of each third of them by the luminance of the skin. */
export function groupRates(results: readonly SessionResult[], seed: number): GroupRow[] {
  const bonaFide = results.filter(({ presentation }) => presentation.species === null)
  const names = new Set(bonaFide.flatMap(({ presentation }) => Object.keys(presentation.groups)))
  const named = [...names].sort().flatMap((name) => {
    const byValue = Map.groupBy(bonaFide, ({ presentation }) => presentation.groups[name])
    const known = [...byValue].flatMap(([value, own]) => (value === undefined ? [] : [{ name, value, own }]))
    return known.toSorted((a, b) => a.value.localeCompare(b.value))
  })
  return [...named, ...skinThirds(bonaFide)].map(({ name, value, own }) => ({
    ...{ name, value },
    row: rateRow(own, { manner: null, species: null }, seed),
  }))
}

/** As many presentations in each third as can be; none where there are fewer than three. */
function skinThirds(bonaFide: readonly SessionResult[]) {
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
