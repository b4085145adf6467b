import type { RawPicture } from './raw-picture.ts'

/** Points in a picture: x, y in pixels and z, of the same scale, negative toward the camera. */
export type Points = Float32Array | Float64Array

export type Triangles = readonly (readonly [number, number, number])[]

/**
 * Lays a picture over another by triangles: what is within each at `from` comes to be at `to`. The farthest come first,
 * and those that are turned away are left out. Returns a new picture.
 */
export function warp(source: RawPicture, from: Points, to: Points, triangles: Triangles, over: RawPicture): RawPicture {
  const target = { ...over, pixels: Buffer.from(over.pixels) }
  const depthOf = ([a, b, c]: Triangles[number]) => to[a * 3 + 2]! + to[b * 3 + 2]! + to[c * 3 + 2]!
  const farthestFirst = triangles
    .filter((triangle) => area(from, triangle) * area(to, triangle) > 0)
    .map((triangle) => ({ triangle, depth: depthOf(triangle) }))
    .sort((one, other) => other.depth - one.depth)
  for (const { triangle } of farthestFirst) paint(source, from, target, to, triangle)
  return target
}

/** Twice the area, with a sign. */
function area(points: Points, [a, b, c]: Triangles[number]): number {
  const [ax, ay] = [points[a * 3]!, points[a * 3 + 1]!]
  return (points[b * 3]! - ax) * (points[c * 3 + 1]! - ay) - (points[c * 3]! - ax) * (points[b * 3 + 1]! - ay)
}

function paint(source: RawPicture, from: Points, target: RawPicture, to: Points, triangle: Triangles[number]): void {
  const [a, b, c] = triangle
  const at = (points: Points, point: number) => [points[point * 3]!, points[point * 3 + 1]!] as const
  const [[ax, ay], [bx, by], [cx, cy]] = [at(to, a), at(to, b), at(to, c)]
  const [[sax, say], [sbx, sby], [scx, scy]] = [at(from, a), at(from, b), at(from, c)]
  const whole = area(to, triangle)
  const first = (value: number) => Math.max(0, Math.floor(value))
  const [left, top] = [first(Math.min(ax, bx, cx)), first(Math.min(ay, by, cy))]
  const right = Math.min(target.width - 1, Math.ceil(Math.max(ax, bx, cx)))
  const bottom = Math.min(target.height - 1, Math.ceil(Math.max(ay, by, cy)))
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const shareB = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / whole
      const shareC = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / whole
      const shareA = 1 - shareB - shareC
      if (!(shareA >= -1e-3 && shareB >= -1e-3 && shareC >= -1e-3)) continue
      const sx = sax * shareA + sbx * shareB + scx * shareC
      const sy = say * shareA + sby * shareB + scy * shareC
      sample(source, sx, sy, target.pixels, (y * target.width + x) * 3)
    }
}

/** Between the four pixels about a place; the edge's beyond it. */
function sample({ pixels, width, height }: RawPicture, x: number, y: number, into: Buffer, at: number): void {
  const [insideX, insideY] = [Math.max(0, Math.min(width - 1, x)), Math.max(0, Math.min(height - 1, y))]
  const [column, row] = [Math.min(width - 2, Math.floor(insideX)), Math.min(height - 2, Math.floor(insideY))]
  const [right, down] = [insideX - column, insideY - row]
  const from = (row * width + column) * 3
  const below = from + width * 3
  for (let channel = 0; channel < 3; channel++) {
    const upper = pixels[from + channel]! * (1 - right) + pixels[from + 3 + channel]! * right
    const lower = pixels[below + channel]! * (1 - right) + pixels[below + 3 + channel]! * right
    into[at + channel] = upper * (1 - down) + lower * down + 0.5
  }
}

/** Each point so far on the way from one set to another. */
export function between(from: Points, to: Points, share: number): Points {
  return from.map((value, at) => value + (to[at]! - value) * share)
}
