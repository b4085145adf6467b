import type { FaceObservation } from '../../vision/observation.ts'
import { type Action, isTurn } from './challenge.ts'
import { type Continuity, compareAtRest, compareMoving, compareTurning, likenessOf } from './continuity.ts'
import { isComparable, isFacing } from './movement.ts'
import { actionAt, type Progress } from './progress.ts'
import { isNeutral1 } from './standard-1.ts'
import type { Step } from './step.ts'

export interface Compared {
  readonly continuity: Continuity
  readonly step: Step
  /** How like the face in this frame is to the one that the session began with; null where they were not compared. */
  readonly likeness: number | null
}

/**
 * Whose face it is: compared at rest, and in the course of the movements asked for. Back at rest after one it is due
 * again. A description that can't be compared (NaN, all zero, another length) counts as none: another stays due.
 */
export function compareFace(
  progress: Progress,
  tracked: Continuity,
  face: FaceObservation,
  neutral: boolean,
): Compared {
  const { baseline, step } = progress as Progress & { step: Step }
  const backAtRest = step.index > 0 && step.completed && step.restFrames === 1
  const continuity = backAtRest ? { ...tracked, due: true } : tracked
  const none = { continuity, step, likeness: null }
  if (!face.description || !baseline) return none
  const likeness = likenessOf(continuity, face.description)
  if (!Number.isFinite(likeness)) return none
  const asked = step.index > 0 && step.shownAtMs !== null ? (actionAt(progress, step.index) as Action) : null
  if (asked && continuity.reference && isComparable(asked, face, baseline)) {
    const compared = isTurn(asked)
      ? compareTurning(continuity, likeness, step.comparisons === 0)
      : compareMoving(continuity, likeness)
    return { continuity: compared, step: { ...step, comparisons: step.comparisons + 1 }, likeness }
  }
  // The first one is compared with all others: it shows the face without expression.
  const comparable = continuity.reference ? isFacing(face, baseline) : neutral
  if (!comparable) return none
  const compared = compareAtRest(continuity, face.description, likeness, isNeutral1(face, baseline))
  return { continuity: compared, step, likeness }
}
