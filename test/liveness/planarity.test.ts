import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { seededRandom } from '../../examples/drawn-subject.ts'
import { planarityResidual } from '../../src/liveness/decision/planarity.ts'

/** 60 points on an ellipsoid that stands for a face; the first two are the outer eye corners. */
const HEAD = (() => {
  const random = seededRandom(5)
  const at = (x: number, y: number): readonly [number, number, number] => [
    x,
    y,
    1.6 * Math.sqrt(1 - (x / 0.8) ** 2 - y ** 2 / 1.4),
  ]
  return [at(-0.45, -0.1), at(0.45, -0.1), ...Array.from({ length: 58 }, () => at(random() - 0.5, random() - 0.5))]
})()

function seen(points: readonly (readonly number[])[], yawDegrees: number, depth = 1): number[] {
  const yaw = (yawDegrees * Math.PI) / 180
  return points.flatMap(([x, y, z]) => {
    const turned = x! * Math.cos(yaw) + depth * z! * Math.sin(yaw)
    const away = 6 - (depth * z! * Math.cos(yaw) - x! * Math.sin(yaw))
    return [320 + (1200 * turned) / away, 240 + (1200 * y!) / away]
  })
}

test('a head that turns by 20 degrees is no plane', () => {
  for (const yaw of [-35, -20, 20, 35]) assert.ok(planarityResidual(seen(HEAD, 0), seen(HEAD, yaw)) > 0.04)
})

test('a flat picture stays a plane however it is turned, moved and tilted', () => {
  for (const yaw of [-40, -20, 0, 20, 40]) assert.ok(planarityResidual(seen(HEAD, 0, 0), seen(HEAD, yaw, 0)) < 1e-3)
  fc.assert(
    fc.property(fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 8, maxLength: 8 }), (h) => {
      const flat = seen(HEAD, 0)
      const moved = flat.flatMap((_, i) => {
        if (i % 2 === 1) return []
        const [x, y] = [flat[i]! / 500, flat[i + 1]! / 500]
        const w = h[6]! * x + h[7]! * y + 1
        return [(500 * ((1 + h[0]!) * x + h[1]! * y + h[2]!)) / w, (500 * (h[3]! * x + (1 + h[4]!) * y + h[5]!)) / w]
      })
      assert.ok(planarityResidual(flat, moved) < 1e-3)
    }),
  )
})

test('size and place in the picture do not change the residual', () => {
  const before = seen(HEAD, 0)
  const after = seen(HEAD, 25)
  const residual = planarityResidual(before, after)
  const moved = after.map((value, i) => 0.4 * value + (i % 2 === 0 ? 100 : -30))
  assert.ok(Math.abs(planarityResidual(before, moved) - residual) < 1e-6)
})

test('what cannot be compared is not a number, so that no threshold is met', () => {
  const points = seen(HEAD, 0)
  const [empty, all] = [planarityResidual([], []), planarityResidual(points, points.slice(2))]
  const collapsed = planarityResidual(
    points,
    points.map(() => 1),
  )
  const missing = planarityResidual(
    points,
    points.map((value, i) => (i === 7 ? Number.NaN : value)),
  )
  for (const residual of [empty, all, collapsed, missing]) assert.equal(residual >= 0, false)
})
