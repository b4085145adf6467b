import type { Picture } from './decode-picture.ts'
import { EYE_CORNERS, LANDMARK_COUNT } from './landmarks.ts'
import type { FaceCrop } from './observation.ts'
import type { Model } from './open-model.ts'
import { sampleRegion, squareRegion } from './sample-region.ts'

/** 468 landmarks of a face: x, y in pixels of the picture and z, of the same scale, negative toward the camera. */
export interface Mesh {
  /** 0..1. */
  readonly confidence: number
  readonly points: Float32Array
  /** The square that the mesh was measured in. */
  readonly crop: FaceCrop
}

export const MESH_SIDE = 192
const FORMAT = { side: MESH_SIDE, scale: 1 / 255, shift: 0, planes: 'rgb' } as const
/** MediaPipe's own margin from the landmarks to the next frame's input. */
const CROP_SCALE = 1.5

export async function measureMesh(model: Model, picture: Picture, crop: FaceCrop): Promise<Mesh> {
  sampleRegion(picture, squareRegion(crop), FORMAT, model.input)
  const { mesh, confidence } = await model.run()
  const radians = (crop.rollDegrees * Math.PI) / 180
  const perUnit = crop.size / MESH_SIDE
  const cos = Math.cos(radians) * perUnit
  const sin = Math.sin(radians) * perUnit
  const points = new Float32Array(LANDMARK_COUNT * 3)
  for (let i = 0; i < points.length; i += 3) {
    const across = mesh![i]! - MESH_SIDE / 2
    const down = mesh![i + 1]! - MESH_SIDE / 2
    points[i] = crop.centerX + across * cos - down * sin
    points[i + 1] = crop.centerY + across * sin + down * cos
    points[i + 2] = mesh![i + 2]! * perUnit
  }
  return { confidence: confidence![0]!, points, crop }
}

/** Over cells of so many pixels each way noise is averaged out, and what shows a face is not. */
export const CELL_SIDE = 3
export const CELLS_SIDE = MESH_SIDE / CELL_SIDE

/** Where a landmark is among the cells of the mesh model's input: 0, 0 is the middle of the first. */
export function placeInCells({ points, crop }: Mesh, landmark: number): { x: number; y: number } {
  const radians = (crop.rollDegrees * Math.PI) / 180
  const perPixel = CELLS_SIDE / crop.size
  const [cos, sin] = [Math.cos(radians) * perPixel, Math.sin(radians) * perPixel]
  const fromX = points[landmark * 3]! - crop.centerX
  const fromY = points[landmark * 3 + 1]! - crop.centerY
  const middle = (CELLS_SIDE - 1) / 2
  return { x: middle + fromX * cos + fromY * sin, y: middle + fromY * cos - fromX * sin }
}

/** Where the same face is expected in the next frame: around the landmarks, turned with the line through the eyes. */
export function nextCrop({ points }: Mesh): FaceCrop {
  const [right, left] = [EYE_CORNERS.right.outer * 3, EYE_CORNERS.left.outer * 3]
  const radians = Math.atan2(points[left + 1]! - points[right + 1]!, points[left]! - points[right]!)
  const cos = Math.cos(radians)
  const sin = Math.sin(radians)
  let [minAcross, maxAcross, minDown, maxDown] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i < points.length; i += 3) {
    const across = points[i]! * cos + points[i + 1]! * sin
    const down = points[i + 1]! * cos - points[i]! * sin
    minAcross = Math.min(minAcross, across)
    maxAcross = Math.max(maxAcross, across)
    minDown = Math.min(minDown, down)
    maxDown = Math.max(maxDown, down)
  }
  const across = (minAcross + maxAcross) / 2
  const down = (minDown + maxDown) / 2
  return {
    centerX: across * cos - down * sin,
    centerY: across * sin + down * cos,
    size: Math.max(maxAcross - minAcross, maxDown - minDown) * CROP_SCALE,
    rollDegrees: (radians * 180) / Math.PI,
  }
}
