import type { FaceObservation } from '../../vision/observation.ts'
import type { Step } from './step.ts'

/** What a frame's picture is kept as: the session's one portrait, or one of a few audit images. */
export type EvidenceKind = 'portrait' | 'audit'

/** Which pictures of a session have been kept so far. */
export interface Kept {
  /** How good the portrait is that is kept, 0..1; 0 while there is none. */
  readonly portraitMerit: number
  readonly auditImages: number
  /** The last step that an audit image is kept of; 0 while there is none. */
  readonly auditedStep: number
}

export const initialKept: Kept = { portraitMerit: 0, auditImages: 0, auditedStep: 0 }

const AUDIT_IMAGES_MAX = 4
/** A picture of a face less like that of the session is not kept: it may be another's. What continuity passes from. */
const KEPT_LIKENESS_MIN = 0.65
const OFF_AXIS_DEGREES_MAX = 20
const SHARP_ENOUGH = 300
/** A portrait is replaced by one that is better by so much only: each replacement is a write. */
const BETTER_FACTOR = 1.1
/** However poor, a picture is better than none: one that was kept before positioning began anew may be another's. */
const MERIT_MIN = 0.01

/**
 * Whether a usable frame is worth keeping: only one whose face was compared with that of the session and is alike, so
 * that whoever is on it is the person who moved. One audit image is kept of each step, from its movement on. `neutral`:
 * the face is at rest; `likeness`: how alike, null where they were not compared.
 */
export function chooseEvidence(
  kept: Kept,
  face: FaceObservation,
  { neutral, likeness, step }: { neutral: boolean; likeness: number | null; step: Pick<Step, 'index' | 'completed'> },
): { kept: Kept; keep: EvidenceKind | null } {
  if (!(likeness !== null && likeness >= KEPT_LIKENESS_MIN)) return { kept, keep: null }
  const auditable = step.index > kept.auditedStep && step.completed && kept.auditImages < AUDIT_IMAGES_MAX
  if (auditable) return { kept: { ...kept, auditImages: kept.auditImages + 1, auditedStep: step.index }, keep: 'audit' }
  const merit = neutral ? Math.max(MERIT_MIN, meritOf(face)) : 0
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
