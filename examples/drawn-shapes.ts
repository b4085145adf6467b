export type Point = readonly [number, number]
/** On the head: across toward the subject's left, down, and how far above the surface; in half head heights. */
export type Spot = readonly [number, number, number?]

/** Where a spot of the head is in the picture, from the head's center, in pixels. */
export type Place = (spot: Spot) => Point
/** A filled SVG path through spots of the head. */
export type Shape = (spots: readonly Spot[], fill: string, extra?: string) => string

/** A closed curve through the points (Catmull-Rom, written as Bézier). */
export function smooth(points: readonly Point[]): string {
  const at = (i: number): Point => points[(i + points.length) % points.length]!
  const curves = points.map((_, i) => {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    const control = (p: Point, a: Point, b: Point): string =>
      `${fixed(p[0] + (b[0] - a[0]) / 6)} ${fixed(p[1] + (b[1] - a[1]) / 6)}`
    return `C${control(from, before, to)} ${control(to, after, from)} ${fixed(to[0])} ${fixed(to[1])}`
  })
  return `M${fixed(at(0)[0])} ${fixed(at(0)[1])}${curves.join('')}Z`
}

/** Straight lines from point to point, not closed. */
export function stroke(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${fixed(x)} ${fixed(y)}`).join('L')}`
}

function fixed(value: number): string {
  return value.toFixed(2)
}

/** A color `#rrggbb` made so many times as bright. */
export function shade(color: string, factor: number): string {
  const channels = [1, 3, 5].map((i) => Math.min(255, Math.round(Number.parseInt(color.slice(i, i + 2), 16) * factor)))
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
