/**
 * How far a set of landmarks moved otherwise than one flat picture could have: the landmarks of two frames are joined
 * by the best homography (normalized direct linear transform: Hartley and Zisserman, Multiple View Geometry, 2004,
 * algorithm 4.2), and the root mean square of what is left is given over the eye span in the second frame. About 0
 * for a plane, however it is turned and moved; larger for a head that turns. Both lists are `rigidLandmarks` of an
 * Observation; NaN when they can't be compared.
 */
export function planarityResidual(from: readonly number[], to: readonly number[]): number {
  if (from.length !== to.length || from.length < 2 * POINTS_MIN) return Number.NaN
  const source = normalize(from)
  const target = normalize(to)
  const homography = fitHomography(source.points, target.points)
  if (homography === null) return Number.NaN
  const squares = squaredDistances(homography, source.points, target.points)
  const eyeSpan = Math.hypot(to[2]! - to[0]!, to[3]! - to[1]!) * target.scale
  return Math.sqrt(squares / (from.length / 2)) / eyeSpan
}

const POINTS_MIN = 8

/** Points moved to their centroid and scaled to a mean distance of √2. */
function normalize(points: readonly number[]): { points: Float64Array; scale: number } {
  const count = points.length / 2
  const mean = [0, 1].map((axis) => points.reduce((sum, value, i) => (i % 2 === axis ? sum + value : sum), 0) / count)
  const centered = Float64Array.from(points, (value, i) => value - mean[i % 2]!)
  let distances = 0
  for (let i = 0; i < centered.length; i += 2) distances += Math.hypot(centered[i]!, centered[i + 1]!)
  const scale = (Math.SQRT2 * count) / distances
  return { points: centered.map((value) => value * scale), scale }
}

/** Least squares with the last element fixed at 1, which is safe here: a face never lies on the line at infinity. */
function fitHomography(from: Float64Array, to: Float64Array): Float64Array | null {
  const size = 8
  const rows = Array.from({ length: size }, () => new Float64Array(size + 1))
  const add = (equation: readonly number[]): void => {
    for (let i = 0; i < size; i++) for (let j = 0; j <= size; j++) rows[i]![j]! += equation[i]! * equation[j]!
  }
  for (let i = 0; i < from.length; i += 2) {
    const [x, y, u, v] = [from[i]!, from[i + 1]!, to[i]!, to[i + 1]!]
    add([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
    add([0, 0, 0, x, y, 1, -v * x, -v * y, v])
  }
  return solve(rows)
}

/** Gauss–Jordan elimination with pivoting; null when the system has no single solution. */
function solve(rows: Float64Array[]): Float64Array | null {
  const size = rows.length
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let i = column + 1; i < size; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i
    if (!(Math.abs(rows[pivot]![column]!) > 1e-12)) return null
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    const head = rows[column]!
    for (const row of rows) {
      if (row === head) continue
      const factor = row[column]! / head[column]!
      for (let j = column; j <= size; j++) row[j]! -= factor * head[j]!
    }
  }
  return Float64Array.from(rows, (row, i) => row[size]! / row[i]!)
}

function squaredDistances(h: Float64Array, from: Float64Array, to: Float64Array): number {
  let sum = 0
  for (let i = 0; i < from.length; i += 2) {
    const [x, y] = [from[i]!, from[i + 1]!]
    const w = h[6]! * x + h[7]! * y + 1
    sum += ((h[0]! * x + h[1]! * y + h[2]!) / w - to[i]!) ** 2 + ((h[3]! * x + h[4]! * y + h[5]!) / w - to[i + 1]!) ** 2
  }
  return sum
}
