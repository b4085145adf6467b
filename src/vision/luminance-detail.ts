import { MESH_SIDE } from './measure-mesh.ts'

/** Noise is averaged out over cells of so many pixels each way, and what shows a face is not. */
const CELL_SIDE = 3
export const CELLS_SIDE = MESH_SIDE / CELL_SIDE
/** The face within the mesh model's crop: an ellipse about its center, in shares of the side. */
const RADIUS_X = 0.25
const RADIUS_Y = 1 / 3
/** The median of |x| of a normal distribution, and the norm of Immerkær's mask. */
const MEDIAN_OF_NORMAL = 0.6745
const MASK_NORM = 6
const BINS = 1024
const BINS_PER_UNIT = 4
/** Variance of the Laplacian of cells of noise, of a standard deviation of 1 in each pixel. */
const LAPLACIAN_OF_NOISE = 20 / CELL_SIDE ** 2

/** The first row of the face in a square of that side. */
export const topOf = (side: number): number => Math.floor(side * (0.5 - RADIUS_Y))

/** Half the width of the face at a row of a square of that side, whole. */
export function reachAt(row: number, side: number): number {
  const y = (row + 0.5 - side / 2) / (RADIUS_Y * side)
  return Math.floor(RADIUS_X * side * Math.sqrt(Math.max(0, 1 - y * y)))
}

/** Mean of each cell of a plane of `MESH_SIDE` × `MESH_SIDE`, row by row. */
export function meansOfCells(plane: Float32Array): Float32Array {
  const means = new Float32Array(CELLS_SIDE * CELLS_SIDE)
  for (let row = 0, i = 0; row < MESH_SIDE; row++) {
    const first = Math.floor(row / CELL_SIDE) * CELLS_SIDE
    for (let cell = first; cell < first + CELLS_SIDE; cell++, i += CELL_SIDE)
      means[cell]! += plane[i]! + plane[i + 1]! + plane[i + 2]!
  }
  for (let cell = 0; cell < means.length; cell++) means[cell]! /= CELL_SIDE ** 2
  return means
}

/**
 * Standard deviation of the noise over the face: the median of Immerkær's mask (Fast noise variance estimation, 1996),
 * which edges hardly change.
 */
export function measureGrain(luminance: Float32Array): number {
  const counts = new Uint32Array(BINS)
  let count = 0
  const top = topOf(MESH_SIDE)
  for (let row = top; row < MESH_SIDE - top; row += 2) {
    const reach = reachAt(row, MESH_SIDE)
    const end = row * MESH_SIDE + MESH_SIDE / 2 + reach
    for (let i = end - 2 * reach; i < end; i++, count++) {
      const above = luminance[i - MESH_SIDE - 1]! - 2 * luminance[i - MESH_SIDE]! + luminance[i - MESH_SIDE + 1]!
      const below = luminance[i + MESH_SIDE - 1]! - 2 * luminance[i + MESH_SIDE]! + luminance[i + MESH_SIDE + 1]!
      const masked = above + below - 2 * (luminance[i - 1]! - 2 * luminance[i]! + luminance[i + 1]!)
      counts[Math.min(BINS - 1, Math.floor(BINS_PER_UNIT * Math.abs(masked)))]!++
    }
  }
  let [bin, below] = [0, 0]
  for (; bin < BINS - 1 && below + counts[bin]! < count / 2; bin++) below += counts[bin]!
  const median = (bin + (count / 2 - below) / Math.max(1, counts[bin]!)) / BINS_PER_UNIT
  return median / MEDIAN_OF_NORMAL / MASK_NORM
}

/** A square of cells: its center and half its width and height. */
export interface CellBox {
  readonly centerX: number
  readonly centerY: number
  readonly across: number
  readonly down: number
}

/** The values of the cells whose middle is in a box, ascending. */
export function cellsWithin(cells: Float32Array, { centerX, centerY, across, down }: CellBox): Float32Array {
  const within = (value: number): number => Math.max(0, Math.min(CELLS_SIDE - 1, Math.round(value)))
  const [left, right] = [within(centerX - across), within(centerX + across)]
  const [top, bottom] = [within(centerY - down), within(centerY + down)]
  const found = new Float32Array((right - left + 1) * (bottom - top + 1))
  for (let row = top, i = 0; row <= bottom; row++)
    for (let column = left; column <= right; column++) found[i++] = cells[row * CELLS_SIDE + column]!
  return found.sort()
}

/** From the darkest twentieth of the values, ascending, to the brightest. */
export function spreadOf(values: Float32Array): number {
  return quantile(values, 0.95) - quantile(values, 0.05)
}

export function quantile(ascending: Float32Array, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))]!
}

/**
 * Standard deviation of the Laplacian of the cells over the face, the noise's part taken out, over the contrast: how
 * sharp the face is, whatever its light and its skin.
 */
export function measureDetail(cells: Float32Array, grain: number, contrast: number): number {
  let [count, sum, squares] = [0, 0, 0]
  const top = topOf(CELLS_SIDE)
  for (let row = top; row < CELLS_SIDE - top; row++) {
    const reach = reachAt(row, CELLS_SIDE)
    const end = row * CELLS_SIDE + CELLS_SIDE / 2 + reach
    for (let i = end - 2 * reach; i < end; i++, count++) {
      const around = cells[i - 1]! + cells[i + 1]! + cells[i - CELLS_SIDE]! + cells[i + CELLS_SIDE]!
      const laplacian = around - 4 * cells[i]!
      sum += laplacian
      squares += laplacian * laplacian
    }
  }
  const variance = squares / count - (sum / count) ** 2 - LAPLACIAN_OF_NOISE * grain * grain
  return contrast > 0 ? Math.sqrt(Math.max(0, variance)) / contrast : 0
}
