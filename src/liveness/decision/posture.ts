import type { FaceObservation } from '../../vision/observation.ts'

/**
 * How a face is held in one frame: its pose, its eyes, its mouth, and where the eyes are within it. One whole number a
 * measure, of a cell that is about seven times as wide as what a new encoding changes (docs/decisions/0016).
 */
export type PostureCell = readonly number[]

/** So wide are the cells: degrees, then shares of the eye span and of the face's radius. */
const WIDTH = { yaw: 1.8, pitch: 2.3, roll: 1, eye: 0.029, mouth: 0.035, eyeHeight: 0.02, eyeSpan: 0.025 }
/** A measure this near to the next cell, in cells, may be in that one in a copy. */
const NEAR_MAX = 0.36
/** So many measures are tried in the next cell too: 16 cells in all. */
const NEAR_MEASURES_MAX = 4

/** The cell of a posture, then those where a copy of the picture may be; null where something was not measured. */
export function postureCells(face: FaceObservation): readonly [PostureCell, ...PostureCell[]] | null {
  const measures = measuresOf(face)
  if (!measures.every(Number.isFinite)) return null
  const own = measures.map(Math.round)
  const nearest = measures
    .map((measure, at) => ({ at, away: 0.5 - Math.abs(measure - own[at]!), step: measure > own[at]! ? 1 : -1 }))
    .filter(({ away }) => away <= NEAR_MAX)
    .toSorted((a, b) => a.away - b.away)
    .slice(0, NEAR_MEASURES_MAX)
  const near: PostureCell[] = []
  for (const { at, step } of nearest)
    near.push(...[own, ...near].map((cell): PostureCell => cell.with(at, cell[at]! + step)))
  return [own, ...near]
}

/** Position and size in the picture are left out: a copy may be cropped. */
function measuresOf({ pose, eyeOpening, mouthWidth, mouthOpening, rigidLandmarks }: FaceObservation): number[] {
  const { height, span } = eyesWithin(rigidLandmarks, (pose.rollDegrees * Math.PI) / 180)
  return [
    pose.yawDegrees / WIDTH.yaw,
    pose.pitchDegrees / WIDTH.pitch,
    pose.rollDegrees / WIDTH.roll,
    eyeOpening.left / WIDTH.eye,
    eyeOpening.right / WIDTH.eye,
    mouthWidth / WIDTH.mouth,
    mouthOpening / WIDTH.mouth,
    height / WIDTH.eyeHeight,
    span / WIDTH.eyeSpan,
  ]
}

/** How far the outer eye corners are above the middle of the rigid landmarks and apart, over the landmarks' radius. */
function eyesWithin(landmarks: readonly number[], roll: number): { height: number; span: number } {
  const count = landmarks.length / 2
  const x = (i: number) => landmarks[2 * i]!
  const y = (i: number) => landmarks[2 * i + 1]!
  let [middleX, middleY, squares] = [0, 0, 0]
  for (let i = 0; i < count; i++) [middleX, middleY] = [middleX + x(i) / count, middleY + y(i) / count]
  for (let i = 0; i < count; i++) squares += (x(i) - middleX) ** 2 + (y(i) - middleY) ** 2
  const radius = Math.sqrt(squares / count)
  const down = (i: number) => (y(i) - middleY) * Math.cos(roll) - (x(i) - middleX) * Math.sin(roll)
  return { height: (down(0) + down(1)) / 2 / radius, span: Math.hypot(x(1) - x(0), y(1) - y(0)) / radius }
}
