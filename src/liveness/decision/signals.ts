import { median } from './baseline.ts'
import { isTurn } from './challenge.ts'
import { TURNED_FRAMES_MIN } from './depth.ts'
import type { SignalName } from './policy.ts'
import { BONA_FIDE_SCORES_MIN, type Progress } from './progress.ts'

/** What was measured for each signal, the higher the better; null where nothing could be measured. */
export interface Measures {
  readonly values: { readonly [name in SignalName]: number | null }
  readonly presentationAttackInstalled: boolean
}

const FLAT_FRAMES_MAX = 3
const DESCRIBED_MIN = 2
const STILL_MS_MAX = 6_000
const FRAME_RATE_MIN = 2
/** In a turn the same face is described less alike than at rest: that may deny a pass, and accuses nobody. */
const TURNING_LIKENESS_COUNTED_MIN = 0.77

export function measureSignals(progress: Progress): Measures {
  const { presentationAttackInstalled } = progress
  return {
    presentationAttackInstalled,
    values: {
      challenge: measureChallenge(progress),
      depth: measureDepth(progress),
      continuity: measureContinuity(progress),
      freshness: measureFreshness(progress),
      passive_pad: measurePresentation(progress),
      quality: measureQuality(progress),
    },
  }
}

/**
 * Share of the steps completed, less 2 (below 0: a spoof) where a movement came before it was asked for or there were
 * several wrong ones, less a half (a retry) where there was one wrong movement: it may have been an honest mistake, but
 * a recording played in a loop would make it too. Where frames were stamped by several clocks, none of them tells for
 * sure what came first: that is a retry, too.
 */
function measureChallenge({ completedSteps, challenge, time, unasked }: Progress): number {
  const { premature, wrong } = unasked
  const share = completedSteps.length / challenge.steps.length
  if (wrong > 1 || (premature > 0 && time.clocks.length === 1)) return share - 2
  return premature > 0 || wrong > 0 ? Math.max(0, share - 0.5) : share
}

/** Median planarity residual in the frames of the turns; 0 where the picture tilted without the head turning. */
function measureDepth({ depth }: Progress): number | null {
  if (depth.flatFrames > FLAT_FRAMES_MAX) return 0
  return depth.turnResiduals.length >= TURNED_FRAMES_MIN ? median(depth.turnResiduals) : null
}

/** The least likeness between the first face and any later one, at rest and in the turns; 0 where the face jumped. */
function measureContinuity({ continuity, challenge }: Progress): number | null {
  const { jumps, described, similarityMin, turningSimilarityMin } = continuity
  if (jumps > 0) return 0
  if (described < DESCRIBED_MIN || similarityMin === null) return null
  if (!challenge.steps.some(isTurn)) return similarityMin
  if (turningSimilarityMin === null) return null
  return Math.min(similarityMin, Math.max(TURNING_LIKENESS_COUNTED_MIN, turningSimilarityMin))
}

/**
 * Share of frames with a plausible capture time; 0 where pictures were repeated, known from elsewhere, or stood
 * still.
 */
function measureFreshness({ freshness, frames }: Progress): number | null {
  if (frames.received === 0) return null
  const old = freshness.repeated > 0 || freshness.seenElsewhere > 0 || !(freshness.stillMsMax <= STILL_MS_MAX)
  return old ? 0 : 1 - freshness.clockFaults / frames.received
}

function measurePresentation({ bonaFideScores }: Progress): number | null {
  return bonaFideScores.length >= BONA_FIDE_SCORES_MIN ? median(bonaFideScores) : null
}

/**
 * Share of the attempt's frames evaluated that could be used; below one half where, interruptions left out, they came
 * too seldom to show a movement.
 */
function measureQuality({ frames, attempt, time, interruptions }: Progress): number | null {
  if (!attempt || time.lastAtMs === null) return null
  const { begunAtMs, framesBefore } = attempt
  const evaluated = frames.received - framesBefore.received - (frames.rejected - framesBefore.rejected)
  if (evaluated === 0) return null
  const streamedMs = time.lastAtMs - begunAtMs - interruptions.totalMs
  if (!(streamedMs > 0)) return null
  const framesPerSecond = (evaluated * 1000) / streamedMs
  const seldom = framesPerSecond < FRAME_RATE_MIN ? framesPerSecond / FRAME_RATE_MIN / 2 : 1
  return ((frames.used - framesBefore.used) / evaluated) * seldom
}
