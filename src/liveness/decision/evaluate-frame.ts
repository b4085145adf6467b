import type { FaceObservation } from '../../vision/observation.ts'
import { type Action, isTurn } from './challenge.ts'
import { chooseKeepsakes } from './choose-evidence.ts'
import { type Continuity, compareAtRest, compareTurning, followFace, lose } from './continuity.ts'
import { type Depth, TURNED_FRAMES_MIN, trackDepth } from './depth.ts'
import type { Frame } from './frame.ts'
import { trackStillness } from './freshness.ts'
import { findFault, type Guidance } from './guidance.ts'
import { DONE_EXTENT_MIN, extentOf, isComparable, isComposed } from './movement.ts'
import { BONA_FIDE_SCORES_MAX, type Progress } from './progress.ts'
import { type Step, watchBaseline, watchMovement } from './step.ts'

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
  const continuity = followFace(progress.continuity, frame, face)
  if (continuity.strayed) return { ...progress, continuity }
  const used: Progress = { ...progress, frames: { ...progress.frames, used: progress.frames.used + 1 } }
  const seen = progress.step!.index === 0 ? seeBaseline(used, face, frame.receivedAtMs) : seeMovement(used, face, frame)
  const step = seen.step!
  const settled = seen.baseline !== null && isComposed(face, seen.baseline)
  const frontal = settled || step.samples.length > 0
  const answering = step.index > 0 && step.answered && !progress.step!.answered
  return {
    ...seen,
    ...compare(seen, continuity, face, settled),
    kept: chooseKeepsakes(seen.kept, face, { settled, answering }),
    bonaFideScores: frontal ? addScore(seen.bonaFideScores, face.bonaFideScore) : seen.bonaFideScores,
  }
}

/** Whose face it is: compared at rest, and once in the course of each turn. Back at rest after an answer it is due again. */
function compare(
  { challenge, baseline, step: known }: Progress,
  continuity: Continuity,
  face: FaceObservation,
  settled: boolean,
): Pick<Progress, 'continuity' | 'step'> {
  const step = known!
  const backAtRest = step.index > 0 && step.answered && step.restFrames === 1
  const wanted = backAtRest ? { ...continuity, due: true } : continuity
  if (!face.description) return { step, continuity: wanted }
  if (settled) return { step, continuity: compareAtRest(wanted, face.description) }
  const action = challenge.steps[step.index] as Action
  if (!isComparable(action, face, baseline!)) return { step, continuity: wanted }
  const compared = compareTurning(wanted, face.description)
  return { step: { ...step, compared: step.compared || compared !== wanted }, continuity: compared }
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
  const { last } = progress.continuity
  const { step, misconduct, guidance } = watchMovement(progress.step!, asked, face, rest, receivedAtMs, last)
  const turned = isTurn(action) && step.shownAtMs !== null && extentOf(action, face, rest) >= DONE_EXTENT_MIN
  const depth = trackDepth(progress.depth, face, rest, turned)
  const { premature, wrong } = progress.misconduct
  return {
    ...progress,
    step: isTurn(action) && step.restFrames > 0 ? unlessUnseen(step, depth) : step,
    guidance,
    misconduct: { premature: premature + misconduct.premature, wrong: wrong + misconduct.wrong },
    depth,
  }
}

/** Back at rest, a turn stands as answered only where it was seen whose head turned, and enough of it to tell it from a picture. */
function unlessUnseen(step: Step, { turnResiduals }: Depth): Step {
  const seen = step.compared && turnResiduals.length >= TURNED_FRAMES_MIN
  return seen ? step : { ...step, answered: false }
}

/** Only scores of a face that looks straight count: the models have seen none that is turned away. */
function addScore(scores: readonly number[], score: number | null): readonly number[] {
  const counts = score !== null && Number.isFinite(score) && scores.length < BONA_FIDE_SCORES_MAX
  return counts ? [...scores, score] : scores
}
