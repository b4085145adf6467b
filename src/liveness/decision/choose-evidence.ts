import type { FaceObservation } from '../../vision/observation.ts'

/** Which pictures of a session were worth keeping so far. */
export interface Keepsakes {
  /** How good the portrait is that is kept, 0..1; 0 while there is none. */
  readonly portraitMerit: number
  readonly auditImages: number
}

export const nothingKept: Keepsakes = { portraitMerit: 0, auditImages: 0 }

export const AUDIT_IMAGES_MAX = 4
const OFF_AXIS_DEGREES_MAX = 20
const SHARP_ENOUGH = 300
/** A portrait is replaced by one that is better by so much only: each replacement is a write. */
const BETTER_FACTOR = 1.1

/** `settled`: the face is at rest; `answering`: this frame answered a step. */
export function chooseKeepsakes(
  kept: Keepsakes,
  face: FaceObservation,
  { settled, answering }: { settled: boolean; answering: boolean },
): Keepsakes {
  if (answering && kept.auditImages < AUDIT_IMAGES_MAX) return { ...kept, auditImages: kept.auditImages + 1 }
  const merit = settled ? meritOf(face) : 0
  return merit > kept.portraitMerit * BETTER_FACTOR ? { ...kept, portraitMerit: merit } : kept
}

/** How well a picture shows the face: frontal, sharp, large, both eyes open. */
function meritOf({ pose, quality, eyeOpening }: FaceObservation): number {
  const frontal = Math.max(0, 1 - Math.hypot(pose.yawDegrees, pose.pitchDegrees) / OFF_AXIS_DEGREES_MAX)
  const sharp = Math.min(1, quality.sharpness / SHARP_ENOUGH)
  const open = Math.min(1, Math.min(eyeOpening.left, eyeOpening.right) / 0.3)
  return frontal * sharp * open * Math.min(1, quality.faceSize * 2)
}
