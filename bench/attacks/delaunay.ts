type Triangle = readonly [a: number, b: number, c: number]

interface Circle {
  readonly triangle: Triangle
  readonly x: number
  readonly y: number
  readonly radiusSquared: number
}

/**
 * The Delaunay triangulation of points (x0, y0, x1, y1, …), each triangle turning the same way (Bowyer 1981, Watson
 * 1981). Good for some hundred points: each is compared with all triangles.
 */
export function triangulate(points: readonly number[]): Triangle[] {
  const count = points.length / 2
  const all = [...points, ...[-1e5, -1e5, 1e5, -1e5, 0, 1e5]]
  let circles = [circleAround([count, count + 1, count + 2], all)]
  for (let point = 0; point < count; point++) {
    const [x, y] = [all[point * 2]!, all[point * 2 + 1]!]
    const hit = circles.filter((circle) => (circle.x - x) ** 2 + (circle.y - y) ** 2 < circle.radiusSquared)
    const edges = new Map<string, readonly [number, number]>()
    for (const { triangle } of hit)
      for (const [index, from] of triangle.entries()) {
        const to = triangle[(index + 1) % 3]!
        // An edge between two triangles that are gone is gone.
        if (!edges.delete(`${to} ${from}`)) edges.set(`${from} ${to}`, [from, to])
      }
    const gone = new Set(hit)
    circles = circles.filter((circle) => !gone.has(circle))
    for (const [from, to] of edges.values()) circles.push(circleAround([from, to, point], all))
  }
  return circles.map(({ triangle }) => triangle).filter((triangle) => triangle.every((point) => point < count))
}

function circleAround(triangle: Triangle, points: readonly number[]): Circle {
  const [ax, ay, bx, by, cx, cy] = triangle.flatMap((point) => [points[point * 2]!, points[point * 2 + 1]!]) as [
    ...[number, number, number],
    ...[number, number, number],
  ]
  const twice = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by)) || 1e-12
  const [a, b, c] = [ax ** 2 + ay ** 2, bx ** 2 + by ** 2, cx ** 2 + cy ** 2]
  const x = (a * (by - cy) + b * (cy - ay) + c * (ay - by)) / twice
  const y = (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / twice
  return { triangle, x, y, radiusSquared: (ax - x) ** 2 + (ay - y) ** 2 }
}
