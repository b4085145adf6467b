import type { FaceObservation } from '../../vision/observation.ts'
import { type Baseline, median } from './baseline.ts'
import { type Action, actions, isTurn, type StepAction } from './challenge.ts'
import { TURNED_FRAMES_MIN } from './depth.ts'
import { extentOf, NEUTRAL_EXTENT_MAX, REST_EXTENT_MAX, type Reach } from './movement.ts'
import type { Progress } from './progress.ts'
import { squeeze } from './squeeze.ts'
import { completes, type Step } from './step.ts'
import { type Movement, trackMovements } from './track-movements.ts'
import { tiltsAlong } from './unasked.ts'

/** What only the policy `standard-1` counts: fitted to drawn and rendered heads, it accuses real ones. */
export interface Standard1 {
  readonly premature: number
  readonly wrong: number
  /** The step that the next two are about. */
  readonly stepIndex: number
  readonly wrongInStep: readonly Action[]
  readonly otherWay: boolean
  readonly movements: readonly Movement[]
  /** Frames in which the face was squeezed as a tilted picture is, while the head in it did not turn. */
  readonly flatFrames: number
}

const NEW_STEP = { wrongInStep: [], otherWay: false } as const
export const initialStandard1: Standard1 = {
  ...{ premature: 0, wrong: 0, stepIndex: 0, ...NEW_STEP, movements: [], flatFrames: 0 },
}

/** How far movements had to go in version 0.1. */
const REACH: Reach = {
  turnDegrees: 20,
  lookUpDegrees: 12,
  eyesClosedRatio: 0.65,
  smileGain: { min: 0.2, max: 0.2, spreads: 0 },
  placesOnTheWay: 1,
}

/** Adds a usable frame of the step under way. */
export function trackStandard1(
  before: Standard1,
  step: Step,
  asked: { readonly action: Action; readonly previous: StepAction },
  face: FaceObservation,
  rest: Baseline,
  atMs: number,
  lastPose: Parameters<typeof trackMovements>[4],
): Standard1 {
  const { movements, detected } = trackMovements(before.movements, face, rest, atMs, lastPose, { reach: REACH })
  const begun = before.stepIndex === step.index ? before : { ...before, ...NEW_STEP, stepIndex: step.index }
  const flatFrames = isFlat(face, rest) ? begun.flatFrames + 1 : begun.flatFrames
  let counted: Standard1 = { ...begun, movements, flatFrames }
  for (const movement of detected) counted = count(counted, movement.action, classify(counted, step, asked, movement))
  return counted
}

/** Of a face at rest with a relaxed mouth only. */
export const isNeutral1 = (face: FaceObservation, rest: Baseline): boolean =>
  actions.every((action) => extentOf(action, face, rest, REACH) <= NEUTRAL_EXTENT_MAX)

function count(known: Standard1, action: Action, meaning: ReturnType<typeof classify>): Standard1 {
  if (meaning === 'other_way') return { ...known, otherWay: true }
  if (meaning === 'premature') return { ...known, premature: known.premature + 1 }
  if (meaning === 'wrong') return { ...known, wrong: known.wrong + 1, wrongInStep: [...known.wrongInStep, action] }
  return known
}

const involuntary: readonly Action[] = ['blink', 'smile']

function classify(
  { wrongInStep, otherWay, movements }: Standard1,
  step: Step,
  asked: { readonly action: Action; readonly previous: StepAction },
  movement: Movement,
) {
  const { action } = movement
  if (action === asked.action) {
    if (completes(step, asked.action, movement)) return 'completes'
    return involuntary.includes(action) ? 'natural' : 'premature'
  }
  if (step.shownAtMs === null || wrongInStep.includes(action)) return 'natural'
  if (involuntary.includes(action) || action === asked.previous) return 'natural'
  if (action === 'open_mouth' && asked.action === 'smile') return 'natural'
  if (tiltsAlong(movements, action, asked.action)) return 'natural'
  if (isTurn(action) && isTurn(asked.action) && !otherWay) return 'other_way'
  return 'wrong'
}

const SQUEEZE_MIN = 1.075
const UNTURNED = { yawDegrees: 6, pitchDegrees: 5 }

function isFlat(face: FaceObservation, rest: Baseline): boolean {
  const unturned =
    Math.abs(face.pose.yawDegrees - rest.yawDegrees) <= UNTURNED.yawDegrees &&
    Math.abs(face.pose.pitchDegrees - rest.pitchDegrees) <= UNTURNED.pitchDegrees &&
    actions.every((action) => action === 'blink' || extentOf(action, face, rest, REACH) <= REST_EXTENT_MAX)
  return unturned && squeeze(rest.rigidLandmarks, face.rigidLandmarks) >= SQUEEZE_MIN
}

const FLAT_FRAMES_MAX = 3
const TURNING_LIKENESS_COUNTED_MIN = 0.77

/** Less 2 (a spoof) for a movement before it was asked for or several wrong ones, less a half for one wrong one. */
export function measureChallenge1({ completedSteps, asked, time, standard1 }: Progress): number {
  const { premature, wrong } = standard1
  const share = completedSteps.length / asked.length
  if (wrong > 1 || (premature > 0 && time.clocks.length === 1)) return share - 2
  return premature > 0 || wrong > 0 ? Math.max(0, share - 0.5) : share
}

/** Median planarity residual in the frames of the turns; 0 where the picture tilted without the head turning. */
export function measureDepth1({ depth, standard1 }: Progress): number | null {
  if (standard1.flatFrames > FLAT_FRAMES_MAX) return 0
  return depth.turnResiduals.length >= TURNED_FRAMES_MIN ? median(depth.turnResiduals) : null
}

/** The least likeness, in turns not below what denies; 0 where the face jumped. */
export function measureContinuity1({ continuity, asked }: Progress): number | null {
  const { jumps, jumpsWhenLost, described, neutralSimilarityMin: similarityMin, turningSimilarityMin } = continuity
  if (jumps + jumpsWhenLost > 0) return 0
  if (described < 2 || similarityMin === null) return null
  if (!asked.some(({ action }) => isTurn(action))) return similarityMin
  if (turningSimilarityMin === null) return null
  return Math.min(similarityMin, Math.max(TURNING_LIKENESS_COUNTED_MIN, turningSimilarityMin))
}

const STILL_MS_MAX = 6_000

/** Share of frames with a plausible capture time; 0 where a picture came again or stood still. */
export function measureFreshness1({ freshness, frames }: Progress): number | null {
  if (frames.received === 0) return null
  const old = freshness.repeated > 0 || freshness.seenElsewhere > 0 || !(freshness.stillMsMax <= STILL_MS_MAX)
  return old ? 0 : 1 - freshness.clockFaults / frames.received
}
