import type { Picture } from './decode-picture.ts'
import { cellLuminance } from './luminance-grid.ts'

const ROWS = 8
const STEPS = 8

/**
 * 64 bits as 16 hex digits: whether each of 9 × 8 cells is brighter than the next one to its right (the difference hash
 * of N. Krawetz, 2013). A copy that was encoded anew or made smaller differs in few bits or none.
 */
export function coarseDigest(picture: Picture): string {
  const cells = cellLuminance(picture, STEPS + 1, ROWS)
  let bits = 0n
  for (let row = 0; row < ROWS; row++)
    for (let step = 0; step < STEPS; step++) {
      const at = row * (STEPS + 1) + step
      bits = (bits << 1n) | (cells[at]! > cells[at + 1]! ? 1n : 0n)
    }
  return bits.toString(16).padStart(16, '0')
}
