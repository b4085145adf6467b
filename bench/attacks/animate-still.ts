import { EYE_CORNERS, INNER_LIPS, LANDMARK_COUNT, LIP_CORNERS } from '../../src/vision/landmarks.ts'
import {
  EYE_RINGS,
  FACE_OUTLINE,
  INNER_LIP_CORNERS,
  INNER_LOWER_LIP,
  INNER_UPPER_LIP,
  LID_FOLDS,
  LIDS,
  LOWER_LIP,
  UPPER_LIP,
} from './face-landmarks.ts'
import { type RawPicture, readRaw, sharpOf } from './raw-picture.ts'
import { RINGS, type Still } from './still.ts'
import { type Points, warp } from './warp.ts'

/**
 * What is done with a photo; as in an Observation, to the subject's own left and up. Shares are 0 … 1, or less for the
 * contrary.
 */
export interface StillPosture {
  readonly yawDegrees?: number
  readonly pitchDegrees?: number
  readonly blink?: number
  readonly smile?: number
  readonly mouthOpening?: number
  /** Pixels, of the head. */
  readonly right?: number
  readonly down?: number
}

/** The mesh's own depth is too flat: what is turned by so much more is measured as turned by what was meant. */
const DEPTH_GAIN = 1.25
/** Distance of the eye, in widths of the face. */
const EYE_DISTANCE = 4
const SMILE_SHARE = 0.24
/** By how much of its width a mouth is measured to be wider in a smile. */
export const SMILE_GAIN = 0.25
const MOUTH_OPENING_SHARE = 0.28

/** The photo with its face moved so, over its own background. */
export async function animateStill(still: Still, posture: StillPosture): Promise<RawPicture> {
  const { picture, points, triangles } = still
  const moved = rotate(still, express(points, posture), posture)
  const warped = warp(picture, points, moved, triangles, picture)
  const { blink = 0, mouthOpening = 0 } = posture
  const painted = [
    ...(blink > 0.5 ? LID_FOLDS.map((fold, eye) => lid(picture, points, moved, fold, EYE_RINGS[eye]!)) : []),
    ...(mouthOpening > 0.05 ? [insideOfMouth(moved)] : []),
  ]
  return painted.length > 0 ? paint(warped, painted) : warped
}

/** Lids closed, corners of the mouth drawn apart, jaw lowered: by hand-written code, before the head is turned. */
function express(points: Points, { blink = 0, smile = 0, mouthOpening = 0 }: StillPosture): Points {
  const moved = Float64Array.from(points)
  for (const [eye, { upper, lower }] of LIDS.entries())
    for (const [index, point] of upper.entries()) {
      const down = (points[lower[index]! * 3 + 1]! - points[point * 3 + 1]!) * blink
      moved[point * 3 + 1]! += down * 1.02
      moved[LID_FOLDS[eye]![index]! * 3 + 1]! += down * 0.55
    }
  const [right, left] = [LIP_CORNERS.right * 3, LIP_CORNERS.left * 3]
  const width = Math.hypot(points[left]! - points[right]!, points[left + 1]! - points[right + 1]!)
  const eyeSpan = Math.hypot(
    points[EYE_CORNERS.left.outer * 3]! - points[EYE_CORNERS.right.outer * 3]!,
    points[EYE_CORNERS.left.outer * 3 + 1]! - points[EYE_CORNERS.right.outer * 3 + 1]!,
  )
  const middleX = (points[left]! + points[right]!) / 2
  const lineY = (points[INNER_LIPS.upper * 3 + 1]! + points[INNER_LIPS.lower * 3 + 1]!) / 2
  const gap = mouthOpening * MOUTH_OPENING_SHARE * eyeSpan
  for (let point = 0; point < points.length / 3; point++) {
    const [x, y] = [points[point * 3]!, points[point * 3 + 1]!]
    for (const [corner, side] of [
      [right, -1],
      [left, 1],
    ] as const) {
      const apart = Math.hypot(x - points[corner]!, y - points[corner + 1]!) / (width * 0.45)
      const share = smile * Math.exp(-(apart ** 2)) * width
      moved[point * 3]! += side * SMILE_SHARE * share
      moved[point * 3 + 1]! -= 0.06 * share
    }
    moved[point * 3 + 1]! += gap * loweredBy(point, (x - middleX) / width, (y - lineY) / width)
  }
  return moved
}

const lowered = new Set<number>([...INNER_LOWER_LIP, ...LOWER_LIP])
const kept = new Set<number>([...INNER_UPPER_LIP, ...UPPER_LIP])

/** How far a point goes down with the jaw, 0 … 1. */
function loweredBy(point: number, across: number, down: number): number {
  if (kept.has(point) || (down <= 0 && !lowered.has(point))) return 0
  const ring = Math.floor((point - LANDMARK_COUNT) / FACE_OUTLINE.length)
  const share = point < LANDMARK_COUNT ? 1 : RINGS[ring]!.share
  return share * Math.exp(-((across / 0.75) ** 2)) * (lowered.has(point) ? 1 : Math.min(0.7, 0.3 + down))
}

/** Turns the face about the axis between the ears, in perspective; the rings go along by their share. */
function rotate({ points: rest, axis: [x, y, z], faceWidth }: Still, points: Points, posture: StillPosture): Points {
  const { yawDegrees = 0, pitchDegrees = 0, right = 0, down = 0 } = posture
  const [yaw, pitch] = [radians(yawDegrees), radians(pitchDegrees)]
  const eye = EYE_DISTANCE * faceWidth
  const moved = Float64Array.from(points)
  for (let point = 0; point < points.length / 3; point++) {
    const at = point * 3
    const ring = point < LANDMARK_COUNT ? null : Math.floor((point - LANDMARK_COUNT) / FACE_OUTLINE.length)
    const share = ring === null ? 1 : RINGS[ring]!.share
    const [dx, dy, dz] = [points[at]! - x, points[at + 1]! - y, (points[at + 2]! - z) * DEPTH_GAIN]
    const [turnedX, turnedZ] = [dx * Math.cos(yaw) - dz * Math.sin(yaw), dz * Math.cos(yaw) + dx * Math.sin(yaw)]
    const nodded = turnedZ * Math.cos(pitch) - dy * Math.sin(pitch)
    const near = eye / (eye + nodded)
    const nearAtRest = eye / (eye + dz)
    const to = [
      x + (turnedX * near) / nearAtRest + right,
      y + ((dy * Math.cos(pitch) + turnedZ * Math.sin(pitch)) * near) / nearAtRest + down,
    ]
    moved[at] = points[at]! + (to[0]! - points[at]!) * share
    moved[at + 1] = points[at + 1]! + (to[1]! - points[at + 1]!) * share
    moved[at + 2] = ring === null ? nodded : rest[at + 2]! + faceWidth * (ring + 1)
  }
  return moved
}

const MOUTH_DARK = '#1c0809'
const LASHES = '#1a1210'

function insideOfMouth(points: Points): string {
  const [right, left] = INNER_LIP_CORNERS
  const ring = [right, ...INNER_UPPER_LIP, left, ...[...INNER_LOWER_LIP].reverse()]
  return `<polygon points="${placed(ring.map((point) => at(points, point)))}" fill="${MOUTH_DARK}"/>`
}

/** A lid of the color of the fold above it, over the whole eye, with a line where the lashes are. */
function lid(photo: RawPicture, atRest: Points, moved: Points, fold: readonly number[], ring: readonly number[]) {
  const color = [0, 1, 2].map((channel) => {
    const values = fold.map((point) => {
      const [x, y] = at(atRest, point).map(Math.round) as [number, number]
      return photo.pixels[(y * photo.width + x) * 3 + channel]!
    })
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
  })
  const eye = ring.map((point) => at(atRest, point))
  const middle = [0, 1].map((axis) => eye.reduce((sum, place) => sum + place[axis]!, 0) / eye.length)
  // The photo's eye where it was: the warp has pressed it flat, but what is left of it still shows.
  const over = eye.map(([x, y]) => [middle[0]! + (x - middle[0]!) * 1.15, middle[1]! + (y - middle[1]!) * 1.5] as const)
  const lower = [...ring.slice(8), ring[0]!]
  const line = placed([ring[8]!, ...lower.slice(0, -1).toReversed(), ring[0]!].map((point) => at(moved, point)))
  return `<polygon points="${placed(over)}" fill="rgb(${color.join(' ')})"/><polyline points="${line}" fill="none" stroke="${LASHES}" stroke-width="1.5"/>`
}

const at = (points: Points, point: number) => [points[point * 3]!, points[point * 3 + 1]!] as const

const placed = (places: readonly (readonly [number, number])[]) =>
  places.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')

async function paint(picture: RawPicture, shapes: readonly string[]): Promise<RawPicture> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${picture.width}" height="${picture.height}">${shapes.join('')}</svg>`
  const painted = sharpOf(picture).composite([{ input: Buffer.from(svg) }])
  return readRaw(await painted.png({ compressionLevel: 0 }).toBuffer())
}

const radians = (degrees: number) => (degrees * Math.PI) / 180
