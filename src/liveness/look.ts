import type { FaceObservation } from '../vision/observation.ts'
import { type Action, isTurn } from './challenge.ts'
import { lose, trackContinuity } from './continuity.ts'
import { trackDepth } from './depth.ts'
import type { Frame } from './frame.ts'
import { trackStillness } from './freshness.ts'
import { findFault, type Guidance } from './guidance.ts'
import { chooseKeepsakes } from './keepsake.ts'
import { DONE_EXTENT_MIN, extentOf, isComposed } from './movement.ts'
import { BONA_FIDE_SCORES_MAX, type Progress } from './progress.ts'
import { watchBaseline, watchMovement } from './step.ts'

/** What one fresh picture adds: to the step under way, and to every signal. */
export function look(progress: Progress, frame: Frame): Progress {
  const { faceCount, face } = frame.observation
  const fault = findFault(frame.observation)
  const followed: Progress = {
    ...progress,
    freshness: trackStillness(progress.freshness, frame, fault === null),
    framesSinceDetected: faceCount === null ? progress.framesSinceDetected + 1 : 0,
    lastCrop: fault === 'no_face' || fault === 'many_faces' ? null : (face?.crop ?? null),
  }
  return fault || !face ? miss(followed, fault ?? 'no_face') : see(followed, frame, face)
}

/**
 * A picture that can't be used breaks the rest. A second face, seen twice running (once may be the detector's mistake),
 * also undoes what was answered: it may have been its answer.
 */
function miss(progress: Progress, fault: Guidance): Progress {
  const step = progress.step!
  const lost = fault === 'no_face' || fault === 'many_faces'
  const crowded = fault === 'many_faces' && progress.guidance === 'many_faces'
  return {
    ...progress,
    guidance: fault,
    faults: { ...progress.faults, [fault]: (progress.faults[fault] ?? 0) + 1 },
    continuity: lost ? lose(progress.continuity) : progress.continuity,
    step: { ...step, restFrames: 0, restSinceMs: null, answered: step.answered && !crowded },
  }
}

function see(progress: Progress, frame: Frame, face: FaceObservation): Progress {
  const used: Progress = { ...progress, frames: { ...progress.frames, used: progress.frames.used + 1 } }
  const seen = progress.step!.index === 0 ? seeBaseline(used, face, frame.receivedAtMs) : seeMovement(used, face, frame)
  const step = seen.step!
  const settled = seen.baseline !== null && isComposed(face, seen.baseline)
  const continuity = trackContinuity(seen.continuity, frame, face, settled)
  const frontal = settled || step.samples.length > 0
  const answering = step.index > 0 && step.answered && !progress.step!.answered
  const backAtRest = step.index > 0 && step.answered && step.restFrames === 1
  return {
    ...seen,
    continuity: backAtRest ? { ...continuity, due: true } : continuity,
    kept: chooseKeepsakes(seen.kept, face, { settled, answering }),
    bonaFideScores: frontal ? addScore(seen.bonaFideScores, face.bonaFideScore) : seen.bonaFideScores,
  }
}

function seeBaseline(progress: Progress, face: FaceObservation, atMs: number): Progress {
  return { ...progress, ...watchBaseline(progress.step!, face, atMs) }
}

function seeMovement(progress: Progress, face: FaceObservation, { receivedAtMs }: Frame): Progress {
  const rest = progress.baseline!
  const { steps } = progress.challenge
  const { index } = progress.step!
  const action = steps[index] as Action
  const asked = { action, previous: steps[index - 1]! }
  const { step, misconduct, guidance } = watchMovement(progress.step!, asked, face, rest, receivedAtMs)
  const turned = isTurn(action) && step.answered && extentOf(action, face, rest) >= DONE_EXTENT_MIN
  const { premature, wrong } = progress.misconduct
  return {
    ...progress,
    step,
    guidance,
    misconduct: { premature: premature + misconduct.premature, wrong: wrong + misconduct.wrong },
    depth: trackDepth(progress.depth, face, rest, turned),
  }
}

/** Only scores of a face that looks straight count: the models have seen none that is turned away. */
function addScore(scores: readonly number[], score: number | null): readonly number[] {
  const counts = score !== null && Number.isFinite(score) && scores.length < BONA_FIDE_SCORES_MAX
  return counts ? [...scores, score] : scores
}
