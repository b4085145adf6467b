import type { FaceObservation } from '../../vision/observation.ts'
import type { Baseline } from './baseline.ts'
import type { Challenge } from './challenge.ts'
import { type Keepsakes, nothingKept } from './choose-evidence.ts'
import { type Continuity, unfollowed } from './continuity.ts'
import { type Depth, unmoved } from './depth.ts'
import { type Freshness, unproven } from './freshness.ts'
import type { Guidance } from './guidance.ts'
import type { Misconduct, Step } from './step.ts'

/** What a session was opened with. */
export interface Terms {
  readonly challenge: Challenge
  readonly stepTimeoutMs: number
  readonly presentationAttackInstalled: boolean
}

/** All that a session has come to: a plain value, stored after each frame, so that any process can take the next. */
export interface Progress extends Terms {
  readonly lastSequence: number
  readonly frames: FrameCounts
  readonly startedAtMs: number | null
  readonly lastFrameAtMs: number | null
  /** The step under way; null before the first frame. */
  readonly step: Step | null
  readonly answeredSteps: readonly AnsweredStep[]
  readonly ended: Ending | null
  readonly guidance: Guidance | null
  /** Frames that could not be used, by what was wrong with them. */
  readonly faults: { readonly [code in Guidance]?: number }
  readonly lastCrop: FaceObservation['crop'] | null
  readonly framesSinceDetected: number
  readonly baseline: Baseline | null
  readonly misconduct: Misconduct
  readonly freshness: Freshness
  readonly continuity: Continuity
  readonly depth: Depth
  readonly bonaFideScores: readonly number[]
  readonly kept: Keepsakes
}

export type Ending = 'answered' | 'step_timeout' | 'frames_exhausted'

interface FrameCounts {
  readonly received: number
  readonly used: number
  /** Not looked at: the same bytes again, or a capture time that can't be. */
  readonly rejected: number
}

export interface AnsweredStep {
  readonly shownAtMs: number
  readonly answeredAtMs: number
}

export const FRAMES_MAX = 600
export const BONA_FIDE_SCORES_MIN = 5
export const BONA_FIDE_SCORES_MAX = 15

/** The state of a session of which no frame has come yet. */
export function begin(terms: Terms): Progress {
  return {
    challenge: terms.challenge,
    stepTimeoutMs: terms.stepTimeoutMs,
    presentationAttackInstalled: terms.presentationAttackInstalled,
    lastSequence: -1,
    frames: { received: 0, used: 0, rejected: 0 },
    startedAtMs: null,
    lastFrameAtMs: null,
    step: null,
    answeredSteps: [],
    ended: null,
    guidance: null,
    faults: {},
    lastCrop: null,
    framesSinceDetected: 0,
    baseline: null,
    misconduct: { premature: 0, wrong: 0 },
    freshness: unproven,
    continuity: unfollowed,
    depth: unmoved,
    bonaFideScores: [],
    kept: nothingKept,
  }
}
