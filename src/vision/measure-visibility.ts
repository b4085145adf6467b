import { EYE_CORNERS, INNER_LIPS, LIP_CORNERS } from './landmarks.ts'
import { boxBetween, type CellBox, cellsWithin, type FaceCells, quantile, spreadOf } from './luminance-detail.ts'
import { CELLS_SIDE, type Mesh, placeInCells } from './measure-mesh.ts'
import type { FaceObservation } from './observation.ts'

/** Cheeks, cheek bones, bridge of the nose and forehead: neither glasses, mask nor fringe cover half of them. */
const SKIN = [50, 280, 117, 346, 6, 197, 151, 9, 205, 425] as const
/** Above what a mask covers, and within it, the lips left out. */
const UPPER_SKIN = [6, 168, 9, 151, 117, 346, 107, 336] as const
const LOWER_SKIN = [164, 200, 199, 57, 287, 205, 425] as const
/** Half the width and the height of what is read of an eye and a mouth, over their own width. */
const EYE = { across: 0.5, down: 0.25 }
const MOUTH = { across: 0.5, down: 0.3 }
/** Of the shares of red, green and blue in two skins of one face: at most so different, and surely another thing. */
const COLOR_DISTANCE = { same: 0.06, other: 0.12 }
/** Keeps the noise of black out of the shares of its colors. */
const BLACK = 2 / 255

/**
 * Whether the eyes and the mouth can be seen. An eye has both darker and lighter places than dark glasses or a
 * reflection; a mouth is darker between its lips, in a skin of the color of the rest of the face.
 */
export function measureVisibility(
  { colors, luminance }: FaceCells,
  mesh: Mesh,
): Required<Pick<FaceObservation, 'eyesVisible' | 'mouthVisible'>> {
  const skin = Math.max(1, median(SKIN.map((landmark) => meanAt(luminance, mesh, landmark))))
  const eye = ({ outer, inner }: { outer: number; inner: number }): number => {
    const values = cellsWithin(luminance, boxBetween(mesh, outer, inner, EYE))
    return share(Math.min(skin - quantile(values, 0.1), quantile(values, 0.9)) / skin)
  }
  const lips = cellsWithin(luminance, mouthBox(mesh))
  const distance = colorDistance(colorOf(colors, mesh, UPPER_SKIN), colorOf(colors, mesh, LOWER_SKIN))
  const { same, other } = COLOR_DISTANCE
  return {
    eyesVisible: { left: eye(EYE_CORNERS.left), right: eye(EYE_CORNERS.right) },
    mouthVisible: share(spreadOf(lips) / skin) * share((other - distance) / (other - same)),
  }
}

/** Between the lip corners across, about the middle of the inner lips down. */
function mouthBox(mesh: Mesh): CellBox {
  const between = boxBetween(mesh, LIP_CORNERS.right, LIP_CORNERS.left, MOUTH)
  return { ...between, centerY: (placeInCells(mesh, INNER_LIPS.upper).y + placeInCells(mesh, INNER_LIPS.lower).y) / 2 }
}

/** Of a landmark's cell and the eight around it. */
function meanAt(cells: Float32Array, mesh: Mesh, landmark: number): number {
  const { x, y } = placeInCells(mesh, landmark)
  const inside = (value: number): number => Math.max(1, Math.min(CELLS_SIDE - 2, Math.round(value)))
  const middle = inside(y) * CELLS_SIDE + inside(x)
  let sum = 0
  for (const row of [middle - CELLS_SIDE, middle, middle + CELLS_SIDE])
    sum += cells[row - 1]! + cells[row]! + cells[row + 1]!
  return sum / 9
}

/** Shares of red, green and blue, each the median over the landmarks. */
function colorOf(colors: readonly Float32Array[], mesh: Mesh, landmarks: readonly number[]): number[] {
  const shares = landmarks.map((landmark) => {
    const values = colors.map((cells) => meanAt(cells, mesh, landmark) + BLACK)
    const sum = values.reduce((total, value) => total + value, 0)
    return values.map((value) => value / sum)
  })
  return colors.map((_, color) => median(shares.map((one) => one[color]!)))
}

const colorDistance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, color) => value - b[color]!))

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

const share = (value: number): number => Math.max(0, Math.min(1, value))
