import { FACE_MAP_CELLS, FACE_MAP_SIDE } from './face-map-cells.ts'
import type { FaceCells } from './luminance-detail.ts'
import { CELLS_SIDE, type Mesh } from './measure-mesh.ts'

/** Cosine of the angle to the camera: what is turned away further is seen too flat to be measured. */
const FACING_MIN = 0.4
const NUMBERS_PER_CELL = 6

/**
 * Reads the light on a face at the same places of the mesh, however it is turned: `FACE_MAP_SIDE` rows of as many
 * luminances, whole, 1..255, and 0 for a place that can't be measured.
 */
export function unwrapFace({ luminance }: Pick<FaceCells, 'luminance'>, { points, crop }: Mesh): number[] {
  const radians = (crop.rollDegrees * Math.PI) / 180
  const perPixel = CELLS_SIDE / crop.size
  const [cos, sin] = [Math.cos(radians) * perPixel, Math.sin(radians) * perPixel]
  const middle = (CELLS_SIDE - 1) / 2
  const map = new Array<number>(FACE_MAP_SIDE * FACE_MAP_SIDE).fill(0)
  for (let i = 0; i < FACE_MAP_CELLS.length; i += NUMBERS_PER_CELL) {
    const a = FACE_MAP_CELLS[i + 1]! * 3
    const b = FACE_MAP_CELLS[i + 2]! * 3
    const c = FACE_MAP_CELLS[i + 3]! * 3
    if (!(facing(points, a, b, c) >= FACING_MIN)) continue
    const first = FACE_MAP_CELLS[i + 4]! / 1000
    const second = FACE_MAP_CELLS[i + 5]! / 1000
    const third = 1 - first - second
    const fromX = first * points[a]! + second * points[b]! + third * points[c]! - crop.centerX
    const fromY = first * points[a + 1]! + second * points[b + 1]! + third * points[c + 1]! - crop.centerY
    const value = between(luminance, middle + fromX * cos + fromY * sin, middle + fromY * cos - fromX * sin)
    if (value !== null) map[FACE_MAP_CELLS[i]!] = Math.max(1, Math.round(value))
  }
  return map
}

/** Cosine of the angle between a triangle of the mesh and the camera: 1 straight at it, below 0 away from it. */
function facing(points: Float32Array, a: number, b: number, c: number): number {
  const [abX, abY, abZ] = [points[b]! - points[a]!, points[b + 1]! - points[a + 1]!, points[b + 2]! - points[a + 2]!]
  const [acX, acY, acZ] = [points[c]! - points[a]!, points[c + 1]! - points[a + 1]!, points[c + 2]! - points[a + 2]!]
  const toCamera = abY * acX - abX * acY
  return toCamera / Math.hypot(abY * acZ - abZ * acY, abZ * acX - abX * acZ, toCamera)
}

/** Between the four neighboring cells; null at the edge and beyond. */
function between(cells: Float32Array, x: number, y: number): number | null {
  if (!(x >= 0 && y >= 0 && x < CELLS_SIDE - 1 && y < CELLS_SIDE - 1)) return null
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [right, down] = [x - left, y - top]
  const i = top * CELLS_SIDE + left
  const upper = cells[i]! * (1 - right) + cells[i + 1]! * right
  const lower = cells[i + CELLS_SIDE]! * (1 - right) + cells[i + CELLS_SIDE + 1]! * right
  return upper * (1 - down) + lower * down
}
