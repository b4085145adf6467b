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
  const differences = ratios.map((ratio) => Math.abs(ratio - middle)).sort(ascending)
  return differences[Math.floor(SHARE_BELOW * differences.length)]!
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
