import type { FaceObservation } from '../../vision/observation.ts'
import { askAgain, withAnother } from './ask-again.ts'
import { type Baseline, canMeasure } from './baseline.ts'
import { type Action, isTurn, movesMouth } from './challenge.ts'
import { chooseEvidence, type EvidenceKind } from './choose-evidence.ts'
import { compareFace } from './compare-face.ts'
import { initialContinuity, isBystander, markLost, trackFace } from './continuity.ts'
import { type Depth, TURNED_FRAMES_MIN, trackDepth } from './depth.ts'
import type { Frame } from './frame.ts'
import { isOften } from './frame-rate.ts'
import { trackStillness } from './freshness.ts'
import { findFault, type Guidance, guidanceFor } from './guidance.ts'
import { DONE_EXTENT_MIN, extentOf, isNeutral } from './movement.ts'
import { isCrowded, type OtherFaces, trackOthers } from './other-faces.ts'
import { actionAt, BONA_FIDE_SCORES_MAX, type Progress } from './progress.ts'
import { type AskedAction, asDrawn, replaceAction } from './replace-action.ts'
import { initialShading, trackShading } from './shading.ts'
import { trackStandard1 } from './standard-1.ts'
import { enterStep, type Step, trackBaseline, trackMovement } from './step.ts'
import { hasErred, trackUnasked } from './unasked.ts'

export interface Evaluated {
  readonly progress: Progress
  /** What the frame's picture is to be kept as; null where it is not. */
  readonly keep: EvidenceKind | null
}

/** What one fresh picture adds: to the step under way, and to every signal. */
export function evaluateFrame(before: Progress, frame: Frame): Evaluated {
  const { faceCount, face } = frame.observation
  const others = trackOthers(before.others, frame.observation, frame.receivedAtMs)
  const fault = faultOf(before, frame, others)
  const progress: Progress = {
    ...before,
    others,
    freshness: trackStillness(before.freshness, frame, fault === null),
    framesSinceDetected: faceCount === null ? before.framesSinceDetected + 1 : 0,
    lastCrop: fault === 'no_face' || fault === 'many_faces' ? null : (face?.crop ?? null),
  }
  if (fault || !face) return { progress: countFault(progress, frame, fault ?? 'no_face'), keep: null }
  return evaluateFace(progress, frame, face)
}

/** Why a frame can't be used, or null: a face that is a bystander's shows that the person is out of view. */
function faultOf({ continuity, attempt }: Progress, frame: Frame, others: OtherFaces): Guidance | null {
  const { face, otherFaces, faceCount } = frame.observation
  // Measurements of an earlier release say how many there were, and not where.
  const crowded = otherFaces === undefined ? (faceCount ?? 0) > 1 : face !== null && isCrowded(others, face.crop)
  if (crowded) return 'many_faces'
  return findFault(frame.observation, attempt === null) ?? (isBystander(continuity, frame) ? 'no_face' : null)
}

/**
 * A picture that can't be used breaks the rest. A second face in two frames running (once may be the detector's
 * mistake) also undoes a step that was completed: the second face may have completed it.
 */
function countFault(progress: Progress, { observation }: Frame, fault: Guidance): Progress {
  const guidance = guidanceFor(fault, observation)
  const lost = fault === 'no_face' || fault === 'many_faces'
  const crowded = fault === 'many_faces' && progress.guidance === 'many_faces'
  const faults = { ...progress.faults, [guidance]: (progress.faults[guidance] ?? 0) + 1 }
  if (lost && !progress.attempt) return { ...restartPositioning(progress), guidance, faults }
  const step = progress.step!
  return {
    ...progress,
    guidance,
    faults,
    continuity: lost ? markLost(progress.continuity) : progress.continuity,
    step: { ...step, restFrames: 0, restSinceMs: null, completed: step.completed && !crowded },
  }
}

/** Whoever was in view before the first movement is shown may have been somebody else, or on a poster. */
function restartPositioning(progress: Progress): Progress {
  const { challenge, kept, time } = progress
  return {
    ...progress,
    ...{ asked: asDrawn(challenge), baseline: null, completedSteps: [], bonaFideScores: [] },
    continuity: initialContinuity,
    shading: initialShading,
    kept: { ...kept, portraitMerit: 0 },
    step: enterStep(0, time.lastAtMs!, []),
  }
}

function evaluateFace(before: Progress, frame: Frame, face: FaceObservation): Evaluated {
  const continuity = trackFace(before.continuity, frame, face)
  if (continuity.outlier) return { progress: { ...before, continuity }, keep: null }
  const jumped = continuity.jumps > before.continuity.jumps
  if (jumped && !before.attempt) return { progress: restartPositioning(before), keep: null }
  const used: Progress = { ...before, frames: { ...before.frames, used: before.frames.used + 1 } }
  const evaluate = before.step!.index === 0 ? evaluateBaseline : evaluateMovement
  const progress = evaluate(used, face, frame)
  const neutral = progress.baseline !== null && isNeutral(face, progress.baseline)
  const { likeness, ...compared } = compareFace(progress, continuity, face, neutral)
  const { kept, keep } = chooseEvidence(progress.kept, face, { neutral, likeness, step: compared.step })
  const { bonaFideScores } = progress
  const frontal = neutral || compared.step.samples.length > 0
  return {
    progress: {
      ...progress,
      ...compared,
      kept,
      bonaFideScores: frontal ? addScore(bonaFideScores, face.bonaFideScore) : bonaFideScores,
    },
    keep,
  }
}

function evaluateBaseline(progress: Progress, face: FaceObservation, { receivedAtMs }: Frame): Progress {
  const { step, baseline, guidance } = trackBaseline(progress.step!, face, receivedAtMs)
  const asked = baseline ? replaceUnmeasurable(progress, baseline) : progress.asked
  return { ...progress, step, baseline, guidance, asked }
}

/** Asks what can be measured of this person: no blink behind dark glasses, no smile behind a mask. */
function replaceUnmeasurable({ challenge, asked }: Progress, baseline: Baseline): readonly AskedAction[] {
  const measurable = (action: Action) => canMeasure(action, baseline)
  return asked.reduce(
    (known, { action }, index) =>
      index === 0 || measurable(action as Action)
        ? known
        : (replaceAction(challenge, known, index, measurable) ?? known),
    asked,
  )
}

function evaluateMovement(progress: Progress, face: FaceObservation, { receivedAtMs }: Frame): Progress {
  const rest = progress.baseline!
  const { index } = progress.step!
  const action = actionAt(progress, index) as Action
  const previous = actionAt(progress, index - 1)
  const { last } = progress.continuity
  const { step, detected, guidance } = trackMovement(progress.step!, action, face, rest, receivedAtMs, last)
  const turning = isTurn(action) && step.shownAtMs !== null
  const turned = turning && extentOf(action, face, rest) >= DONE_EXTENT_MIN
  const depth = turning ? trackDepth(progress.depth, face, rest, turned) : progress.depth
  const earlier = [previous, progress.asked[index]!.insteadOf]
  const unasked = trackUnasked(progress.unasked, step, { action, earlier }, detected)
  const moved: Progress = {
    ...progress,
    step: step.restFrames > 0 && !isMeasured(progress, action, step, depth) ? { ...step, completed: false } : step,
    guidance,
    unasked,
    standard1: trackStandard1(progress.standard1, step, { action, previous }, face, rest, receivedAtMs, last),
    depth,
    shading: trackShading(progress.shading, face, rest, turning ? action : null),
  }
  if (!hasErred(progress.unasked, unasked)) return moved
  // After a wrong movement another one is asked: the next movement of a recording would not be that.
  return askAgain(moved, receivedAtMs, withAnother(moved) ?? moved.asked)
}

/**
 * Back at rest, a movement stands as completed only where it was measured whose face made it: a turn, with enough of it
 * to tell a head from a picture, and a movement of the mouth, where frames come so often that it can be.
 */
function isMeasured(progress: Progress, action: Action, { comparisons }: Step, { turnResiduals }: Depth): boolean {
  if (isTurn(action)) return comparisons > 0 && turnResiduals.length >= TURNED_FRAMES_MIN
  return comparisons > 0 || !movesMouth(action) || !isOften(progress)
}

/** Only scores of a face that looks straight count: the models were trained on no other. */
function addScore(scores: readonly number[], score: number | null): readonly number[] {
  const counts = score !== null && Number.isFinite(score) && scores.length < BONA_FIDE_SCORES_MAX
  return counts ? [...scores, score] : scores
}
