import { coarseDigest } from './coarse-digest.ts'
import { decodePicture, PICTURE_PIXELS_MAX, type Picture, releaseBytes } from './decode-picture.ts'
import { describeFace } from './describe-face.ts'
import { type Detection, detectFaces, detectionAt } from './detect-faces.ts'
import { jpegEncoder } from './jpeg-encoder.ts'
import { RIGID_LANDMARKS } from './landmarks.ts'
import { cellsOf } from './luminance-detail.ts'
import { luminanceGrid } from './luminance-grid.ts'
import { measureEyes } from './measure-eyes.ts'
import { type Mesh, measureMesh, nextCrop } from './measure-mesh.ts'
import { measureVisibility } from './measure-visibility.ts'
import { measureMouth } from './mouth.ts'
import type { Box, Examination, FaceCrop, FaceObservation, FaceSquare, Observation } from './observation.ts'
import type { VisionModels } from './open-vision-models.ts'
import { measurePose } from './pose.ts'
import { bonaFideScore } from './presentation-attack.ts'
import { measureLight } from './quality.ts'
import { unwrapFace } from './unwrap-face.ts'

export interface ExamineRequest {
  /** An encoded JPEG, PNG or WebP picture. */
  readonly bytes: Uint8Array
  /** Describe whose face it is. */
  readonly describe: boolean
  readonly presentationAttack: boolean
  /** A larger picture is refused; 40 megapixels unless given. */
  readonly pixelsMax?: number
}

export interface ObserveRequest extends ExamineRequest {
  /** Where the face was in the last frame; null to run the detector. */
  readonly crop: FaceCrop | null
  /** Run the detector even when a crop is given, to count faces. */
  readonly detect: boolean
  /** Unwrap the light on the face; no unless given. */
  readonly unwrap?: boolean
}

const FACES_MAX = 10
const FRAME_LONG_SIDE_ENOUGH = 640
const PICTURE_LONG_SIDE_ENOUGH = 1280
const MESH_CONFIDENCE_MIN = 0.5

/**
 * Measures one face of a frame: that of the last frame where it is given and still there, whoever else is in the
 * picture, else the largest. The detector runs where there is no face to follow, or where asked for.
 */
export function observePicture(models: VisionModels, request: ObserveRequest): Promise<Observation> {
  return withPicture(request, FRAME_LONG_SIDE_ENOUGH, async (picture) => {
    const { crop } = request
    const detect = (): Promise<Detection[]> => detectFaces(models.detector, picture, FACES_MAX)
    let detections = request.detect || crop === null ? await detect() : null
    let mesh = crop === null ? null : await confidentMesh(models, picture, crop)
    if (mesh === null) {
      detections ??= await detect()
      const found = (crop && detectionAt(crop, detections)) ?? detections[0]
      mesh = found ? await meshOf(models, picture, found) : null
    }
    return {
      ...wholePicture(picture),
      encoder: jpegEncoder(request.bytes),
      faceCount: detections === null ? null : Math.max(detections.length, mesh ? 1 : 0),
      face: mesh && (await measureFace(models, picture, mesh, request)),
      otherFaces: detections && squaresBesides(mesh, detections),
    }
  })
}

function squaresBesides(mesh: Mesh | null, detections: readonly Detection[]): FaceSquare[] {
  const own = mesh && detectionAt(mesh.crop, detections)
  return detections
    .filter((detection) => detection !== own)
    .map(({ crop: { centerX, centerY, size } }) => ({ centerX, centerY, size }))
}

/** Measures every face of one picture. */
export function examinePicture(models: VisionModels, request: ExamineRequest): Promise<Examination> {
  return withPicture(request, PICTURE_LONG_SIDE_ENOUGH, async (picture) => {
    const faces: FaceObservation[] = []
    const detections = await detectFaces(models.detector, picture, FACES_MAX)
    for (const detection of detections) {
      const mesh = await meshOf(models, picture, detection)
      if (mesh) faces.push(await measureFace(models, picture, mesh, request))
    }
    return { ...wholePicture(picture), faces, faceCount: detections.length }
  })
}

async function withPicture<Result>(
  { bytes, pixelsMax = PICTURE_PIXELS_MAX }: ExamineRequest,
  longSideEnough: number,
  measure: (picture: Picture) => Promise<Result>,
): Promise<Result> {
  const picture = await decodePicture(bytes, { pixelsMax, longSideEnough })
  try {
    return await measure(picture)
  } finally {
    releaseBytes(picture.pixels)
  }
}

function wholePicture(
  picture: Picture,
): Pick<Observation, 'widthPixels' | 'heightPixels' | 'digest' | 'coarseDigest' | 'luminanceGrid'> {
  const { widthPixels, heightPixels, digest } = picture
  return {
    widthPixels,
    heightPixels,
    digest,
    coarseDigest: coarseDigest(picture),
    luminanceGrid: luminanceGrid(picture),
  }
}

/** The detector's square is rough: the mesh is measured once more in the square that it asks for itself. */
async function meshOf(models: VisionModels, picture: Picture, { crop }: Detection): Promise<Mesh | null> {
  const rough = await confidentMesh(models, picture, crop)
  return rough && confidentMesh(models, picture, nextCrop(rough))
}

async function confidentMesh(models: VisionModels, picture: Picture, crop: FaceCrop): Promise<Mesh | null> {
  const mesh = await measureMesh(models.mesh, picture, crop)
  return mesh.confidence >= MESH_CONFIDENCE_MIN ? mesh : null
}

/** Follows the run that measured the mesh at once: light is read from that run's input. */
async function measureFace(
  models: VisionModels,
  picture: Picture,
  mesh: Mesh,
  { describe, presentationAttack, unwrap }: Pick<ObserveRequest, 'describe' | 'presentationAttack' | 'unwrap'>,
): Promise<FaceObservation> {
  const cells = cellsOf(models.mesh.input)
  const light = measureLight(models.mesh.input, cells, mesh)
  const box = boxAround(mesh.points)
  return {
    confidence: mesh.confidence,
    box,
    crop: nextCrop(mesh),
    pose: measurePose(mesh.points),
    eyeOpening: await measureEyes(models.iris, picture, mesh),
    ...measureMouth(mesh.points),
    ...measureVisibility(cells, mesh),
    quality: { faceSize: box.height / picture.heightPixels, ...light, inView: shareInside(mesh.points, picture) },
    rigidLandmarks: RIGID_LANDMARKS.flatMap((i) => [
      hundredths(mesh.points[i * 3]!),
      hundredths(mesh.points[i * 3 + 1]!),
    ]),
    unwrapped: unwrap ? unwrapFace(cells, mesh) : null,
    description: describe ? await describeFace(models.description, picture, mesh.crop) : null,
    bonaFideScore: presentationAttack ? await bonaFideScore(models.presentationAttack, picture, box) : null,
  }
}

function boxAround(points: Float32Array): Box {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i < points.length; i += 3) {
    left = Math.min(left, points[i]!)
    right = Math.max(right, points[i]!)
    top = Math.min(top, points[i + 1]!)
    bottom = Math.max(bottom, points[i + 1]!)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}

function shareInside(points: Float32Array, { widthPixels, heightPixels }: Picture): number {
  let inside = 0
  for (let i = 0; i < points.length; i += 3)
    if (points[i]! >= 0 && points[i]! < widthPixels && points[i + 1]! >= 0 && points[i + 1]! < heightPixels) inside++
  return inside / (points.length / 3)
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}
