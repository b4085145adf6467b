import type { FaceCrop } from '../../vision/observation.ts'
import { isTurn } from './challenge.ts'
import { BONA_FIDE_SCORES_MAX, BONA_FIDE_SCORES_MIN, type Progress } from './progress.ts'

/** What to measure on the next frame. Models cost time, so only what the decision still needs is asked for. */
export interface MeasurementPlan {
  /** Where the face was last, or null to search the whole picture. */
  readonly crop: FaceCrop | null
  /** Search the whole picture as well, so that a second face is detected. */
  readonly detect: boolean
  readonly describe: boolean
  readonly presentationAttack: boolean
}

const DETECT_EVERY_FRAMES = 6
const SCORE_EVERY_FRAMES = 2
export function planMeasurements(progress: Progress): MeasurementPlan {
  const { step, continuity, challenge, frames, lastCrop } = progress
  const gaps = challenge.surpriseGapsFrames
  const surprised = continuity.framesSinceDescribed >= gaps[continuity.described % gaps.length]!
  const scores = progress.bonaFideScores.length
  const resting = !step || step.index === 0 || step.restFrames > 0
  return {
    crop: lastCrop,
    detect: lastCrop === null || progress.framesSinceDetected >= DETECT_EVERY_FRAMES - 1,
    describe:
      continuity.lost || continuity.outlier || (resting && (continuity.due || surprised)) || needsComparison(progress),
    presentationAttack:
      progress.presentationAttackInstalled &&
      resting &&
      (scores < BONA_FIDE_SCORES_MIN || frames.received % SCORE_EVERY_FRAMES === 0) &&
      scores < BONA_FIDE_SCORES_MAX,
  }
}

/** A turn is asked for and no frame of it was compared yet: the next may be one in which faces can be. */
function needsComparison({ step, asked }: Progress): boolean {
  return step !== null && step.shownAtMs !== null && !step.compared && isTurn(asked[step.index]!.action)
}
