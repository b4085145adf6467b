import { median } from './baseline.ts'
import { isTurn, movesMouth } from './challenge.ts'
import { type Continuity, MOVING_ALLOWANCE } from './continuity.ts'
import { TURNED_FRAMES_MIN } from './depth.ts'
import { isRecognized } from './earlier-sessions.ts'
import { evaluatedFrames, FRAME_RATE_MIN, framesPerSecond } from './frame-rate.ts'
import { isRepeated, isReplay, isStill } from './freshness.ts'
import type { Policy, SignalName } from './policy.ts'
import { BONA_FIDE_SCORES_MIN, type Progress } from './progress.ts'
import { measureShading } from './shading.ts'
import { measureChallenge1, measureContinuity1, measureDepth1, measureFreshness1 } from './standard-1.ts'
import { isAtRandom, isForeknown } from './unasked.ts'

/** What was measured for each signal, the higher the better; null where nothing could be measured. */
export interface Measures {
  readonly values: { readonly [name in SignalName]: number | null }
  readonly presentationAttackInstalled: boolean
  /** The challenge lacks a turn or a movement of the mouth. */
  readonly reduced: boolean
}

const FLAT_FRAMES_MAX = 3
const DESCRIBED_MIN = 2
const EXCUSING_COMPARISONS_MIN = 5
/** Below the bound to pass of standard-2, and not below the one that accuses. */
const DENYING_LIKENESS = 0.5

/** What a policy judges by. */
export function measureSignals(progress: Progress, { measures }: Pick<Policy, 'measures'>): Measures {
  const first = measures === 'standard-1'
  return {
    presentationAttackInstalled: progress.presentationAttackInstalled,
    reduced: ![isTurn, movesMouth].every((isOfKind) => progress.asked.some(({ action }) => isOfKind(action))),
    values: {
      challenge: (first ? measureChallenge1 : measureChallenge)(progress),
      depth: (first ? measureDepth1 : measureDepth)(progress),
      shading: first ? null : measureShading(progress.shading),
      continuity: (first ? measureContinuity1 : measureContinuity)(progress),
      freshness: (first ? measureFreshness1 : measureFreshness)(progress),
      passive_pad: measurePresentation(progress),
      quality: measureQuality(progress),
    },
  }
}

/**
 * Share of the steps completed; less 2 (below 0: a spoof) where movements were completed before they were asked for, by
 * one who makes no others; less a half (a retry) where movements were made at random, or where several clocks stamped
 * the frames: then none of them tells for sure what came first.
 */
function measureChallenge({ completedSteps, asked, time, unasked }: Progress): number {
  const share = completedSteps.length / asked.length
  if (isForeknown(unasked) && time.clocks.length === 1) return share - 2
  return isForeknown(unasked) || isAtRandom(unasked) ? Math.max(0, share - 0.5) : share
}

/** Median planarity residual in the frames of the turns; 0 where a picture was turned and the head in it was not. */
function measureDepth({ depth }: Progress): number | null {
  if (depth.flatFrames > FLAT_FRAMES_MAX) return 0
  return depth.turnResiduals.length >= TURNED_FRAMES_MIN ? median(depth.turnResiduals) : null
}

/**
 * The least likeness between the first face and any later one: at rest, and in the course of the movements; 0 where the
 * face jumped. In movements, and where the face jumped while it was lost, not below what denies.
 */
function measureContinuity({ continuity, asked }: Progress): number | null {
  const { jumps, jumpsWhenLost, described, similarityMin, movingSimilarityMin } = continuity
  if (jumps > 0) return 0
  if (described < DESCRIBED_MIN || similarityMin === null) return null
  const turning = likenessInTurns(continuity)
  const lacksTurn = turning === null && asked.some(({ action }) => isTurn(action))
  if (lacksTurn && !(similarityMin < DENYING_LIKENESS)) return null
  const moving = Math.min(turning ?? 1, movingSimilarityMin ?? 1) + MOVING_ALLOWANCE
  return Math.min(similarityMin, jumpsWhenLost > 0 ? DENYING_LIKENESS : 1, Math.max(DENYING_LIKENESS, moving))
}

/** The least likeness in a turn; of several frames one is excused, for a turning face may be blurred. */
const likenessInTurns = ({ leastTurning, comparedTurning }: Continuity): number | null =>
  leastTurning[comparedTurning >= EXCUSING_COMPARISONS_MIN ? 1 : 0] ?? null

/** Of standard-2: below its bound to pass, and not below the one that accuses. */
const DENYING_FRESHNESS = 0.5

/**
 * Share of frames with a plausible capture time, not below what denies; 0 where pictures were sent again or known from
 * elsewhere, or stood still. No more than what denies where one picture was sent again, or where the film of an earlier
 * session is recognized by how the face is held.
 */
function measureFreshness({ freshness, frames, earlierSessions }: Progress): number | null {
  if (frames.received === 0) return null
  if (isReplay(freshness) || isStill(freshness)) return 0
  if (isRepeated(freshness) || isRecognized(earlierSessions)) return DENYING_FRESHNESS
  return Math.max(DENYING_FRESHNESS, 1 - freshness.clockFaults / frames.received)
}

function measurePresentation({ bonaFideScores }: Progress): number | null {
  return bonaFideScores.length >= BONA_FIDE_SCORES_MIN ? median(bonaFideScores) : null
}

/**
 * Share of the attempt's frames evaluated that could be used; below one half where, interruptions left out, they came
 * too seldom to show a movement.
 */
function measureQuality(progress: Progress): number | null {
  const { frames, attempt } = progress
  const rate = framesPerSecond(progress)
  if (!attempt || rate === null) return null
  const seldom = rate < FRAME_RATE_MIN ? rate / FRAME_RATE_MIN / 2 : 1
  return ((frames.used - attempt.framesBefore.used) / evaluatedFrames(progress)) * seldom
}
