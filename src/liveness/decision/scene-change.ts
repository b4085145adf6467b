/** A darker or emptier picture is all noise. */
const DEVIATION_MIN = 8

/**
 * How far two luminance grids differ, whatever their light: the root mean square over the cells, each grid brought to a
 * standard deviation of 50. Null where one of them is too dark or too empty to tell, or they are of different sizes.
 */
export function sceneChange(before: readonly number[], after: readonly number[]): number | null {
  const [from, to] = [standardize(before), standardize(after)]
  if (!from || !to || from.length !== to.length) return null
  const squares = from.reduce((sum, cell, at) => sum + (cell - to[at]!) ** 2, 0)
  return Math.sqrt(squares / from.length)
}

function standardize(grid: readonly number[]): number[] | null {
  const mean = grid.reduce((sum, cell) => sum + cell, 0) / grid.length
  const deviation = Math.sqrt(grid.reduce((sum, cell) => sum + (cell - mean) ** 2, 0) / grid.length)
  return deviation >= DEVIATION_MIN ? grid.map((cell) => (50 * (cell - mean)) / deviation) : null
}
