import { MESH_SIDE } from './measure-mesh.ts'
import type { FaceQuality } from './observation.ts'

/** The face within the mesh model's crop: an ellipse about its center, in shares of the side. */
const RADIUS_X = 0.25
const RADIUS_Y = 1 / 3

/**
 * Sharpness, brightness and evenness over the face in the mesh model's own input (three planes of 0..1), which is
 * there already and always of one size.
 */
export function measureLight(input: Float32Array): Pick<FaceQuality, 'sharpness' | 'brightness' | 'evenness'> {
  const luminance = new Float32Array(MESH_SIDE * MESH_SIDE)
  const plane = luminance.length
  const top = Math.floor(MESH_SIDE * (0.5 - RADIUS_Y))
  const bottom = MESH_SIDE - top
  for (let i = (top - 1) * MESH_SIDE; i < (bottom + 1) * MESH_SIDE; i++)
    luminance[i] = 76.245 * input[i]! + 149.685 * input[plane + i]! + 29.07 * input[2 * plane + i]!
  let [count, sum, leftCount, leftSum, laplacianSum, laplacianSquares] = [0, 0, 0, 0, 0, 0]
  for (let row = top; row < bottom; row++) {
    const y = (row + 0.5 - MESH_SIDE / 2) / (RADIUS_Y * MESH_SIDE)
    const reach = Math.floor(RADIUS_X * MESH_SIDE * Math.sqrt(Math.max(0, 1 - y * y)))
    for (let column = MESH_SIDE / 2 - reach; column < MESH_SIDE / 2 + reach; column++) {
      const i = row * MESH_SIDE + column
      const value = luminance[i]!
      const laplacian =
        luminance[i - 1]! + luminance[i + 1]! + luminance[i - MESH_SIDE]! + luminance[i + MESH_SIDE]! - 4 * value
      laplacianSum += laplacian
      laplacianSquares += laplacian * laplacian
      sum += value
      count++
      if (column < MESH_SIDE / 2) {
        leftSum += value
        leftCount++
      }
    }
  }
  const left = leftSum / leftCount
  const right = (sum - leftSum) / (count - leftCount)
  return {
    sharpness: laplacianSquares / count - (laplacianSum / count) ** 2,
    brightness: sum / count,
    evenness: left + right > 0 ? 1 - Math.abs(left - right) / (left + right) : 1,
  }
}
