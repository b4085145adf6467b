import type { FaceCrop } from '../../vision/observation.ts'
import { isTurn } from './challenge.ts'
import { isOften } from './frame-rate.ts'
import { REST_EXTENT_MAX } from './movement.ts'
import { BONA_FIDE_SCORES_MAX, lacksScores, type Progress } from './progress.ts'
import { needsUnwrapped } from './shading.ts'

/** What to measure on the next frame. Models cost time, so only what the decision still needs is asked for. */
export interface MeasurementPlan {
  /** Where the face was last, or null to search the whole picture. */
  readonly crop: FaceCrop | null
  /** Search the whole picture as well, so that a second face is detected. */
  readonly detect: boolean
  readonly describe: boolean
  readonly presentationAttack: boolean
  /** Unwrap the light on the face. */
  readonly unwrap: boolean
}

const DETECT_EVERY_FRAMES = 6
/** The rest is for later: who shows a face of their own at first shows another then. */
const POSITIONING_SCORES_MAX = 3

/**
 * Whose face it is, and whether it is bona fide, is measured at moments that nobody can foresee, the frame after a
 * step's end among them, all through the session.
 */
export function planMeasurements(progress: Progress): MeasurementPlan {
  const { step, continuity, challenge, lastCrop, bonaFideScores } = progress
  const gaps = challenge.surpriseGapsFrames
  const surprised = continuity.framesSinceDescribed >= gaps[continuity.described % gaps.length]!
  const resting = !step || !(step.extent > REST_EXTENT_MAX)
  const restingMoment = resting && (continuity.due || surprised)
  const scoresMax = !step || step.index === 0 ? POSITIONING_SCORES_MAX : BONA_FIDE_SCORES_MAX
  return {
    crop: lastCrop,
    detect: lastCrop === null || progress.framesSinceDetected >= DETECT_EVERY_FRAMES - 1,
    describe: continuity.lost || continuity.outlier || restingMoment || isMovementDescribed(progress),
    presentationAttack:
      progress.presentationAttackInstalled &&
      (restingMoment || (resting && lacksScores(progress))) &&
      bonaFideScores.length < scoresMax,
    unwrap: step !== null && step.index > 0 && needsUnwrapped(progress.shading, isTurning(progress)),
  }
}

const isTurning = ({ step, asked }: Progress): boolean =>
  step !== null && step.shownAtMs !== null && isTurn(asked[step.index]!.action)

/** From here on a turn has begun, and the next frame may be one in which faces are compared; beyond, it is not. */
const TURN_EXTENT = { min: 0.1, max: 1.8 }
const MOVING_EXTENT_MIN = 0.6
/** Of a movement that is no turn, so many frames are described. */
const COMPARISONS_MAX = 3

/** Every frame of a turn on its way there and back, and some of any other movement. */
function isMovementDescribed(progress: Progress): boolean {
  const { step } = progress
  if (!step || step.index === 0 || step.shownAtMs === null) return false
  const { extent, comparisons } = step
  if (!isTurning(progress)) return extent >= MOVING_EXTENT_MIN && comparisons < COMPARISONS_MAX
  const mayBegin = comparisons === 0 && !isOften(progress)
  return (mayBegin || extent >= TURN_EXTENT.min) && extent <= TURN_EXTENT.max
}
