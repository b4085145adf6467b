/** How a value is distributed: shares of all presentations of one kind, in bins of equal width. */
export interface Distribution {
  readonly name: string
  readonly shares: readonly number[]
  readonly notMeasured: number
}

export interface Distributions {
  readonly from: number
  readonly to: number
  readonly kinds: readonly Distribution[]
}

const BINS = 30

/** All kinds over the same bins; null where nothing was measured of any. */
export function distributions(
  kinds: readonly { readonly name: string; readonly values: readonly (number | null)[] }[],
): Distributions | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { values } of kinds)
    for (const value of values) if (value !== null) [from, to] = [Math.min(from, value), Math.max(to, value)]
  if (!(from <= to)) return null
  if (from === to) [from, to] = [from - 0.5, to + 0.5]
  const width = (to - from) / BINS
  return {
    ...{ from, to },
    kinds: kinds.map(({ name, values }) => {
      const counts = new Array<number>(BINS).fill(0)
      let notMeasured = 0
      for (const value of values)
        if (value === null) notMeasured++
        else counts[Math.min(BINS - 1, Math.floor((value - from) / width))]!++
      const share = (count: number) => count / Math.max(1, values.length)
      return { name, shares: counts.map(share), notMeasured: share(notMeasured) }
    }),
  }
}
