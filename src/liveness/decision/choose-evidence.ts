import type { FaceObservation } from '../../vision/observation.ts'

/** What a frame's picture is kept as: the session's one portrait, or one of a few audit images. */
export type EvidenceKind = 'portrait' | 'audit'

/** Which pictures of a session have been kept so far. */
export interface Kept {
  /** How good the portrait is that is kept, 0..1; 0 while there is none. */
  readonly portraitMerit: number
  readonly auditImages: number
}

export const initialKept: Kept = { portraitMerit: 0, auditImages: 0 }

const AUDIT_IMAGES_MAX = 4
const OFF_AXIS_DEGREES_MAX = 20
const SHARP_ENOUGH = 300
/** A portrait is replaced by one that is better by so much only: each replacement is a write. */
const BETTER_FACTOR = 1.1

/**
 * Whether a usable frame is worth keeping. `neutral`: the face is at rest; `completing`: this frame completed a step.
 */
export function chooseEvidence(
  kept: Kept,
  face: FaceObservation,
  { neutral, completing }: { neutral: boolean; completing: boolean },
): { kept: Kept; keep: EvidenceKind | null } {
  if (completing && kept.auditImages < AUDIT_IMAGES_MAX)
    return { kept: { ...kept, auditImages: kept.auditImages + 1 }, keep: 'audit' }
  const merit = neutral ? meritOf(face) : 0
  if (!(merit > kept.portraitMerit * BETTER_FACTOR)) return { kept, keep: null }
  return { kept: { ...kept, portraitMerit: merit }, keep: 'portrait' }
}

/** How well a picture shows the face, 0..1: frontal, sharp, large, both eyes open. */
function meritOf({ pose, quality, eyeOpening }: FaceObservation): number {
  const frontal = Math.max(0, 1 - Math.hypot(pose.yawDegrees, pose.pitchDegrees) / OFF_AXIS_DEGREES_MAX)
  const sharp = Math.min(1, quality.sharpness / SHARP_ENOUGH)
  const open = Math.min(1, Math.min(eyeOpening.left, eyeOpening.right) / 0.3)
  return frontal * sharp * open * Math.min(1, quality.faceSize * 2)
}
