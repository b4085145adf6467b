import type { Picture } from './decode-picture.ts'
import type { FaceCrop, FaceSquare } from './observation.ts'
import type { Model } from './open-model.ts'
import { sampleRegion } from './sample-region.ts'

export interface Detection {
  /** 0..1. */
  readonly confidence: number
  /** The square to measure the mesh in, turned with the line through the eyes. */
  readonly crop: FaceCrop
}

const SIDE = 256
const FORMAT = { side: SIDE, scale: 1 / 127.5, shift: -1, planes: 'rgb' } as const
const CONFIDENCE_MIN = 0.5
const OVERLAP_MAX = 0.3
/** A box is center x and y, width, height, then x and y of right eye, left eye, nose, mouth, right ear, left ear. */
const BOX_VALUES = 16
/** MediaPipe's own margin from a detection to the mesh model's input. */
const CROP_SCALE = 1.5

/**
 * The two grids of anchors of BlazeFace (arxiv.org/abs/1907.05047) for 256 × 256 pixels: cell size, anchors a cell.
 */
const GRIDS = [
  { scores: 'scores16', boxes: 'boxes16', stride: 16, anchors: 2 },
  { scores: 'scores32', boxes: 'boxes32', stride: 32, anchors: 6 },
] as const

/** The faces of a picture, largest first, at most `facesMax`. */
export async function detectFaces(model: Model, picture: Picture, facesMax: number): Promise<Detection[]> {
  const size = Math.max(picture.widthPixels, picture.heightPixels)
  const centerX = picture.widthPixels / 2
  const centerY = picture.heightPixels / 2
  sampleRegion(
    picture,
    { centerX, centerY, width: size, height: size, rollDegrees: 0, mirrored: false },
    FORMAT,
    model.input,
  )
  const outputs = await model.run()
  const candidates = GRIDS.flatMap(({ scores, boxes, stride, anchors }) =>
    readGrid(outputs[scores]!, outputs[boxes]!, stride, anchors),
  )
  const perUnit = size / SIDE
  return suppressOverlaps(candidates)
    .map(({ confidence, crop }) => ({
      confidence,
      crop: {
        centerX: centerX + (crop.centerX - SIDE / 2) * perUnit,
        centerY: centerY + (crop.centerY - SIDE / 2) * perUnit,
        size: crop.size * CROP_SCALE * perUnit,
        rollDegrees: crop.rollDegrees,
      },
    }))
    .sort((a, b) => b.crop.size - a.crop.size)
    .slice(0, facesMax)
}

function readGrid(scores: Float32Array, boxes: Float32Array, stride: number, anchors: number): Detection[] {
  const cells = SIDE / stride
  const found: Detection[] = []
  for (let index = 0; index < scores.length; index++) {
    const confidence = 1 / (1 + Math.exp(-scores[index]!))
    if (!(confidence >= CONFIDENCE_MIN)) continue
    const cell = Math.floor(index / anchors)
    const anchorX = ((cell % cells) + 0.5) * stride
    const anchorY = (Math.floor(cell / cells) + 0.5) * stride
    const [x, y, width, height, rightEyeX, rightEyeY, leftEyeX, leftEyeY] = boxes.subarray(
      index * BOX_VALUES,
      (index + 1) * BOX_VALUES,
    )
    const rollDegrees = (Math.atan2(leftEyeY! - rightEyeY!, leftEyeX! - rightEyeX!) * 180) / Math.PI
    const crop = { centerX: x! + anchorX, centerY: y! + anchorY, size: Math.max(width!, height!), rollDegrees }
    found.push({ confidence, crop })
  }
  return found
}

/** Keeps the most confident of every group of overlapping boxes. */
function suppressOverlaps(candidates: readonly Detection[]): Detection[] {
  const kept: Detection[] = []
  for (const candidate of [...candidates].sort((a, b) => b.confidence - a.confidence)) {
    if (kept.every((other) => overlap(candidate.crop, other.crop) <= OVERLAP_MAX)) kept.push(candidate)
  }
  return kept
}

/** Intersection over union of two squares, their roll left aside; 0..1. */
export function overlap(a: FaceSquare, b: FaceSquare): number {
  const shared = (x: number, sizeX: number, y: number, sizeY: number): number =>
    Math.max(0, Math.min(x + sizeX / 2, y + sizeY / 2) - Math.max(x - sizeX / 2, y - sizeY / 2))
  const both = shared(a.centerX, a.size, b.centerX, b.size) * shared(a.centerY, a.size, b.centerY, b.size)
  return both / (a.size ** 2 + b.size ** 2 - both)
}

/** A crop overlaps a detection of the same face by more. */
const SAME_FACE_OVERLAP_MIN = 0.3

/** The detection of the face that the crop was followed to: the one that overlaps it most, however large others are. */
export function detectionAt(crop: FaceSquare, detections: readonly Detection[]): Detection | undefined {
  return detections
    .filter((one) => overlap(crop, one.crop) >= SAME_FACE_OVERLAP_MIN)
    .toSorted((a, b) => overlap(crop, b.crop) - overlap(crop, a.crop))[0]
}
