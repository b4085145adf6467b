/** At a threshold from which on a signal passes: what attacks pass, and what bona fide presentations do not. */
export interface DetPoint {
  readonly threshold: number
  readonly attacksPassed: number
  readonly bonaFideNotPassed: number
}

const POINTS_MAX = 200

/**
 * The detection error tradeoff of a value, the higher the better. What was not measured (null) reaches no threshold.
 * Empty where there are no attacks or no bona fide presentations with a value.
 */
export function detCurve(bonaFide: readonly (number | null)[], attacks: readonly (number | null)[]): DetPoint[] {
  const measured = (values: readonly (number | null)[]) =>
    Float64Array.from(values.filter((value) => value !== null)).sort()
  const [own, others] = [measured(bonaFide), measured(attacks)]
  if (own.length === 0 || others.length === 0) return []
  const all = [...new Set([...own, ...others])].sort((a, b) => a - b)
  const thresholds = [...thinned(all), Number.POSITIVE_INFINITY]
  return thresholds.map((threshold) => ({
    threshold,
    attacksPassed: (others.length - countBelow(others, threshold)) / attacks.length,
    bonaFideNotPassed: 1 - (own.length - countBelow(own, threshold)) / bonaFide.length,
  }))
}

function thinned(values: readonly number[]): number[] {
  const step = Math.max(1, values.length / POINTS_MAX)
  return Array.from({ length: Math.ceil(values.length / step) }, (_, index) => values[Math.floor(index * step)]!)
}

function countBelow(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (sorted[middle]! < value) from = middle + 1
    else to = middle
  }
  return from
}
