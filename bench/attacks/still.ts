import { EAR_SIDES } from '../../src/vision/landmarks.ts'
import type { Mesh } from '../../src/vision/measure-mesh.ts'
import type { VisionModels } from '../../src/vision/open-vision-models.ts'
import { triangulate } from './delaunay.ts'
import { FACE_OUTLINE } from './face-landmarks.ts'
import { measureFace } from './measure-face.ts'
import type { RawPicture } from './raw-picture.ts'
import type { Points, Triangles } from './warp.ts'

/** One still photo with its landmarks, and rings of points about the face that carry hair, ears and neck along. */
export interface Still {
  readonly picture: RawPicture
  readonly mesh: Mesh
  /** The 468 landmarks, then the rings. */
  readonly points: Points
  readonly triangles: Triangles
  /** Between the ears, where a head turns. */
  readonly axis: readonly [x: number, y: number, z: number]
  readonly faceWidth: number
}

/** About the face, so many times as wide as it; each goes along with the outline by a share, the last not at all. */
export const RINGS = [
  { scale: 1.16, share: 0.85 },
  { scale: 1.4, share: 0.5 },
  { scale: 2.1, share: 0 },
] as const

export async function openStill(models: VisionModels, picture: RawPicture): Promise<Still> {
  const mesh = await measureFace(models, picture)
  if (!mesh) throw new Error('there is no face in a picture of a person')
  const face = mesh.points
  const points = withRings(face)
  const flat = Array.from(points).filter((_, at) => at % 3 !== 2)
  const at = (point: number) => [0, 1, 2].map((axis) => face[point * 3 + axis]!)
  const [right, left] = [at(EAR_SIDES.right), at(EAR_SIDES.left)]
  const axis = [0, 1, 2].map((one) => (right[one]! + left[one]!) / 2) as [number, number, number]
  return {
    picture,
    mesh,
    points,
    triangles: triangulate(flat),
    axis,
    faceWidth: Math.hypot(left[0]! - right[0]!, left[1]! - right[1]!),
  }
}

/** Landmarks with the rings about them: for another picture of the same person, so that both have the same points. */
export function withRings(face: Float32Array): Points {
  const mean = (axis: number) =>
    FACE_OUTLINE.reduce((sum, point) => sum + face[point * 3 + axis]!, 0) / FACE_OUTLINE.length
  const [x, y] = [mean(0), mean(1)]
  const behind = Math.max(...FACE_OUTLINE.map((point) => face[point * 3 + 2]!))
  const rings = RINGS.flatMap(({ scale }) =>
    FACE_OUTLINE.flatMap((point) => [
      x + (face[point * 3]! - x) * scale,
      y + (face[point * 3 + 1]! - y) * scale,
      face[point * 3 + 2]! + (scale - 1) * behind,
    ]),
  )
  return Float64Array.from([...face, ...rings])
}
