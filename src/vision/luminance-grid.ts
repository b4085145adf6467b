import type { Picture } from './decode-picture.ts'

const GRID_SIDE = 8
/** Pixels read along each side of a cell. */
const SAMPLES = 12

/**
 * Mean luminance (0..255, Rec. 601) of an 8 × 8 grid over the picture, row by row, to a tenth, from 144 pixels a
 * cell.
 */
export function luminanceGrid(picture: Picture): number[] {
  return Array.from(cellLuminance(picture, GRID_SIDE, GRID_SIDE), (mean) => Math.round(10 * mean) / 10)
}

/** The same of a grid of any number of cells, as it is. */
export function cellLuminance({ pixels, columns, rows }: Picture, across: number, down: number): Float64Array {
  const sums = new Float64Array(across * down)
  const steps = across * SAMPLES
  const offsets = Array.from({ length: steps }, (_, i) => Math.floor(((i + 0.5) * columns) / steps) * 3)
  for (let y = 0; y < down * SAMPLES; y++) {
    const row = Math.floor(((y + 0.5) * rows) / (down * SAMPLES)) * columns * 3
    const cells = Math.floor(y / SAMPLES) * across
    for (let x = 0; x < steps; x++) {
      const i = row + offsets[x]!
      sums[cells + Math.floor(x / SAMPLES)]! += 0.299 * pixels[i]! + 0.587 * pixels[i + 1]! + 0.114 * pixels[i + 2]!
    }
  }
  return sums.map((sum) => sum / SAMPLES ** 2)
}
