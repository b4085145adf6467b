import type { Picture } from './decode-picture.ts'

export const GRID_SIDE = 8
/** Every fourth pixel of every fourth row is looked at: 300 a cell at 640 × 480. */
const STEP = 4

/** Mean luminance (0..255, Rec. 601) of an 8 × 8 grid over the picture, row by row, to a tenth. */
export function luminanceGrid({ pixels, columns, rows }: Picture): number[] {
  const sums = new Float64Array(GRID_SIDE * GRID_SIDE)
  const counts = new Uint32Array(GRID_SIDE * GRID_SIDE)
  const stepX = columns >= GRID_SIDE * STEP ? STEP : 1
  const stepY = rows >= GRID_SIDE * STEP ? STEP : 1
  for (let y = 0; y < rows; y += stepY) {
    const gridRow = Math.floor((y * GRID_SIDE) / rows) * GRID_SIDE
    for (let x = 0; x < columns; x += stepX) {
      const cell = gridRow + Math.floor((x * GRID_SIDE) / columns)
      const i = (y * columns + x) * 3
      sums[cell] = sums[cell]! + 0.299 * pixels[i]! + 0.587 * pixels[i + 1]! + 0.114 * pixels[i + 2]!
      counts[cell] = counts[cell]! + 1
    }
  }
  return Array.from(sums, (sum, cell) => (counts[cell]! > 0 ? Math.round((10 * sum) / counts[cell]!) / 10 : 0))
}
