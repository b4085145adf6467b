import type { Picture } from './decode-picture.ts'
import { EYE_CORNERS } from './landmarks.ts'
import type { Mesh } from './measure-mesh.ts'
import type { FaceObservation } from './observation.ts'
import type { Model } from './open-model.ts'
import { type Region, sampleRegion } from './sample-region.ts'

const SIDE = 64
const FORMAT = { side: SIDE, scale: 1 / 255, shift: 0, planes: 'rgb' } as const
/** MediaPipe's own margin around the two corners of an eye. */
const CROP_SCALE = 2.3
/** 71 points of x, y, z an eye, of its lids and brow. */
const VALUES = 213
/** Of the contour: the corners, and points of the lower lid with those of the upper lid that they meet. */
const CORNERS = [0, 8] as const
const LIDS = [
  [2, 10],
  [4, 12],
  [6, 14],
] as const

/**
 * Eye aspect ratio of both eyes (Soukupová and Čech, 2016) on the iris model's contours, in one run. The model was
 * trained on right eyes, so the left one is mirrored.
 */
export async function measureEyes(model: Model, picture: Picture, mesh: Mesh): Promise<FaceObservation['eyeOpening']> {
  sampleRegion(picture, eyeRegion(mesh, 'right'), FORMAT, model.input)
  sampleRegion(picture, eyeRegion(mesh, 'left'), FORMAT, model.input, 3 * SIDE * SIDE)
  const { contours } = await model.run()
  return { right: aspectRatio(contours!.subarray(0, VALUES)), left: aspectRatio(contours!.subarray(VALUES)) }
}

function eyeRegion({ points, crop }: Mesh, side: 'right' | 'left'): Region {
  const { outer, inner } = EYE_CORNERS[side]
  const [x1, y1, x2, y2] = [points[outer * 3]!, points[outer * 3 + 1]!, points[inner * 3]!, points[inner * 3 + 1]!]
  const size = CROP_SCALE * Math.hypot(x2 - x1, y2 - y1)
  return {
    centerX: (x1 + x2) / 2,
    centerY: (y1 + y2) / 2,
    width: size,
    height: size,
    rollDegrees: crop.rollDegrees,
    mirrored: side === 'left',
  }
}

function aspectRatio(contour: Float32Array): number {
  const distance = (a: number, b: number): number =>
    Math.hypot(contour[b * 3]! - contour[a * 3]!, contour[b * 3 + 1]! - contour[a * 3 + 1]!)
  const height = LIDS.reduce((sum, [lower, upper]) => sum + distance(lower, upper), 0) / LIDS.length
  return height / distance(...CORNERS)
}
