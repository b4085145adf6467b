import { EYE_CORNERS } from './landmarks.ts'
import {
  boxBetween,
  cellsWithin,
  type FaceCells,
  measureDetail,
  measureGrain,
  reachAt,
  spreadOf,
  topOf,
} from './luminance-detail.ts'
import { MESH_SIDE, type Mesh } from './measure-mesh.ts'
import type { FaceQuality } from './observation.ts'

/** An eye with its brow and the skin about it, over the width of the eye: half the width and the height. */
const EYE = { across: 0.65, down: 0.6 }

/**
 * What is measured of the light, over the face in the mesh model's own input (three planes of 0..1), which is there
 * already and always of one size.
 */
export function measureLight(
  input: Float32Array,
  { luminance: cells }: FaceCells,
  mesh: Mesh,
): Omit<FaceQuality, 'faceSize' | 'inView'> {
  const luminance = luminanceOf(input)
  const grain = measureGrain(luminance)
  const spreads = [EYE_CORNERS.left, EYE_CORNERS.right].map(({ outer, inner }) =>
    spreadOf(cellsWithin(cells, boxBetween(mesh, outer, inner, EYE))),
  )
  const contrast = (spreads[0]! + spreads[1]!) / 2
  return { ...measureHalves(luminance), contrast, grain, detail: measureDetail(cells, grain, contrast) }
}

/** Over the rows of the face, and one more above and below: 0..255, Rec. 601. */
function luminanceOf(input: Float32Array): Float32Array {
  const plane = MESH_SIDE * MESH_SIDE
  const luminance = new Float32Array(plane)
  const first = (topOf(MESH_SIDE) - 1) * MESH_SIDE
  for (let i = first; i < plane - first; i++)
    luminance[i] = 76.245 * input[i]! + 149.685 * input[plane + i]! + 29.07 * input[2 * plane + i]!
  return luminance
}

function measureHalves(luminance: Float32Array): Pick<FaceQuality, 'sharpness' | 'brightness' | 'evenness'> {
  let [count, sum, leftCount, leftSum, laplacianSum, laplacianSquares] = [0, 0, 0, 0, 0, 0]
  const top = topOf(MESH_SIDE)
  for (let row = top; row < MESH_SIDE - top; row++) {
    const reach = reachAt(row, MESH_SIDE)
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
