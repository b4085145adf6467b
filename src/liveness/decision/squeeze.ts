/**
 * How unequally the best affine map from one set of points to another stretches the plane: the ratio of its singular
 * values, 1 for any shift, turn or zoom, 1 / cos(angle) for a picture tilted by an angle. NaN of fewer than 3 points.
 */
export function squeeze(from: readonly number[], to: readonly number[]): number {
  const [a, b] = [center(from), center(to)]
  let [xx, xy, yy, ux, uy, vx, vy] = [0, 0, 0, 0, 0, 0, 0]
  for (let index = 0; index < a.length; index += 2) {
    const [x, y, u, v] = [a[index]!, a[index + 1]!, b[index] ?? Number.NaN, b[index + 1] ?? Number.NaN]
    xx += x * x
    xy += x * y
    yy += y * y
    ux += u * x
    uy += u * y
    vx += v * x
    vy += v * y
  }
  const determinant = xx * yy - xy * xy
  const m = [ux * yy - uy * xy, uy * xx - ux * xy, vx * yy - vy * xy, vy * xx - vx * xy].map(
    (each) => each / determinant,
  )
  const [p, q, r, s] = m as [number, number, number, number]
  const sum = Math.hypot(p + s, q - r)
  const difference = Math.hypot(p - s, q + r)
  return (sum + difference) / Math.abs(sum - difference)
}

function center(points: readonly number[]): number[] {
  const count = points.length / 2
  let [sumX, sumY] = [0, 0]
  for (let index = 0; index < points.length; index += 2) {
    sumX += points[index]!
    sumY += points[index + 1]!
  }
  return points.map((value, index) => value - (index % 2 === 0 ? sumX : sumY) / count)
}
