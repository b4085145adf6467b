/** Places that two maps of a face share, at least, to be compared: a third of the skin. */
const SHARED_MIN = 100
/** Each time a place becomes the mean of itself and the eight around it: what is left is light, not features. */
const BLURS = 3
/** Two of three places differ less: hair, glasses and edges that the mesh misses are among the others. */
const SHARE_BELOW = 0.68

/**
 * How differently a face is lit in two frames, whatever their exposure: over the places that both show, blurred, the
 * logarithm of the ratio of their luminance, its median taken out; the value that two of three places stay below. About
 * 0.01 for a face that only moved, 0.05 and more for a head that turned by 15° and more. Both maps are `unwrapped` of
 * an Observation; NaN where they share too little.
 */
export function lightChange(from: readonly number[], to: readonly number[]): number {
  const shared = from.map((value, i) => value > 0 && (to[i] ?? 0) > 0)
  if (shared.filter(Boolean).length < SHARED_MIN) return Number.NaN
  const [before, after] = [blur(from, shared), blur(to, shared)]
  const ratios = before.flatMap((value, i) => (shared[i] ? [Math.log(after[i]! / value)] : [])).sort(ascending)
  const middle = ratios[ratios.length >> 1]!
  return spreadOf(ratios.map((ratio) => Math.abs(ratio - middle)))
}

/**
 * How directed the light on a face is: how far, along the rows of the blurred map, the logarithm of the luminance is
 * from the row's median; the value that two of three places stay below. About 0.05 in even light, 0.3 with the light
 * from one side; NaN where there is nothing to measure.
 */
export function lightSpread(map: readonly number[]): number {
  const side = Math.round(Math.sqrt(map.length))
  const shown = map.map((value) => value > 0)
  const blurred = blur(map, shown)
  const distances: number[] = []
  for (let start = 0; start < map.length; start += side) {
    const row = blurred.slice(start, start + side).flatMap((value, i) => (shown[start + i] ? [Math.log(value)] : []))
    const middle = row.toSorted(ascending)[row.length >> 1]!
    distances.push(...row.map((value) => Math.abs(value - middle)))
  }
  return spreadOf(distances)
}

function spreadOf(distances: readonly number[]): number {
  return distances.toSorted(ascending)[Math.floor(SHARE_BELOW * distances.length)] ?? Number.NaN
}

const ascending = (a: number, b: number) => a - b

/** Over shared places only; the map is square. */
function blur(map: readonly number[], shared: readonly boolean[]): number[] {
  const side = Math.round(Math.sqrt(map.length))
  let values = map.map((value, i) => (shared[i] ? value : 0))
  for (let pass = 0; pass < BLURS; pass++)
    values = values.map((_, i) => (shared[i] ? meanAround(values, shared, i, side) : 0))
  return values
}

function meanAround(values: readonly number[], shared: readonly boolean[], place: number, side: number): number {
  const [row, column] = [Math.floor(place / side), place % side]
  let [sum, count] = [0, 0]
  for (let y = Math.max(0, row - 1); y <= Math.min(side - 1, row + 1); y++)
    for (let x = Math.max(0, column - 1); x <= Math.min(side - 1, column + 1); x++) {
      if (!shared[y * side + x]) continue
      sum += values[y * side + x]!
      count++
    }
  return sum / count
}
