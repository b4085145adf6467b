import { CELL_SIDE, CELLS_SIDE, MESH_SIDE, type Mesh, placeInCells } from './measure-mesh.ts'

/** The face within the mesh model's crop: an ellipse about its center, in shares of the side. */
const RADIUS_X = 0.25
const RADIUS_Y = 1 / 3
/** The median of |x| of a normal distribution, and the norm of Immerkær's mask. */
const MEDIAN_OF_NORMAL = 0.6745
const MASK_NORM = 6
const GRAIN_ROW_STEP = 4
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

/** The mesh model's input, averaged over its cells, row by row. */
export interface FaceCells {
  /** Red, green and blue, 0..1. */
  readonly colors: readonly [Float32Array, Float32Array, Float32Array]
  /** 0..255, Rec. 601. */
  readonly luminance: Float32Array
}

/** Of three planes of `MESH_SIDE` × `MESH_SIDE`. */
export function cellsOf(input: Float32Array): FaceCells {
  const [red, green, blue] = [meansOfCells(input, 0), meansOfCells(input, 1), meansOfCells(input, 2)]
  const luminance = new Float32Array(red.length)
  for (let i = 0; i < luminance.length; i++) luminance[i] = 76.245 * red[i]! + 149.685 * green[i]! + 29.07 * blue[i]!
  return { colors: [red, green, blue], luminance }
}

function meansOfCells(input: Float32Array, color: number): Float32Array {
  const means = new Float32Array(CELLS_SIDE * CELLS_SIDE)
  const [second, third] = [MESH_SIDE, 2 * MESH_SIDE]
  for (let row = 0, cell = 0; row < CELLS_SIDE; row++) {
    let i = (color * MESH_SIDE + row * CELL_SIDE) * MESH_SIDE
    for (let column = 0; column < CELLS_SIDE; column++, cell++, i += CELL_SIDE) {
      const above = input[i]! + input[i + 1]! + input[i + 2]!
      const middle = input[i + second]! + input[i + second + 1]! + input[i + second + 2]!
      const below = input[i + third]! + input[i + third + 1]! + input[i + third + 2]!
      means[cell] = (above + middle + below) / CELL_SIDE ** 2
    }
  }
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
  for (let row = top; row < MESH_SIDE - top; row += GRAIN_ROW_STEP) {
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

/** About the middle of two landmarks, its halves given over the distance between them. */
export function boxBetween(
  mesh: Mesh,
  from: number,
  to: number,
  { across, down }: Pick<CellBox, 'across' | 'down'>,
): CellBox {
  const [a, b] = [placeInCells(mesh, from), placeInCells(mesh, to)]
  const width = Math.hypot(a.x - b.x, a.y - b.y)
  return { centerX: (a.x + b.x) / 2, centerY: (a.y + b.y) / 2, across: across * width, down: down * width }
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
