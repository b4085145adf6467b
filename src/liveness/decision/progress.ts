import type { FaceObservation } from '../../vision/observation.ts'
import type { Baseline } from './baseline.ts'
import type { Action, Challenge, StepAction } from './challenge.ts'
import { initialKept, type Kept } from './choose-evidence.ts'
import { type Continuity, initialContinuity } from './continuity.ts'
import { type Depth, initialDepth } from './depth.ts'
import type { EarlierSessions } from './earlier-sessions.ts'
import { type Freshness, initialFreshness } from './freshness.ts'
import type { Guidance } from './guidance.ts'
import { type InjectionTrace, initialInjection } from './injection.ts'
import type { Interruptions } from './interruptions.ts'
import type { OtherFaces } from './other-faces.ts'
import { type AskedAction, asDrawn } from './replace-action.ts'
import { initialSessionTime, type SessionTime } from './session-time.ts'
import { initialShading, type Shading } from './shading.ts'
import { initialStandard1, type Standard1 } from './standard-1.ts'
import type { Step } from './step.ts'
import { initialTold, type Told } from './tell-guidance.ts'
import { initialUnasked, type Unasked } from './unasked.ts'

/** What a session was opened with. */
export interface Terms {
  readonly challenge: Challenge
  readonly stepTimeoutMs: number
  /** A movement has to begin so soon after it is shown; not said: at any time. */
  readonly beginTimeoutMs?: number
  readonly presentationAttackInstalled: boolean
}

/**
 * Changed with the form of `Progress`, so that what another version of the program stored is not taken for one's own.
 */
export const PROGRESS_VERSION = 6

/** The state of a session: a plain value, stored after each frame, so that any process can take the next. */
export interface Progress extends Terms {
  readonly version: number
  readonly lastSequence: number
  readonly frames: FrameCounts
  readonly time: SessionTime
  /** Null in positioning, before the first movement is shown. */
  readonly attempt: Attempt | null
  readonly interruptions: Interruptions
  /** What is asked, step by step: as drawn, or in place of what can't be measured or was missed. */
  readonly asked: readonly AskedAction[]
  /** A missed step was forgiven. */
  readonly forgiven: boolean
  /** What the person said they can't do. */
  readonly unable: readonly Action[]
  /** The step under way; null before the first frame. */
  readonly step: Step | null
  readonly completedSteps: readonly CompletedStep[]
  readonly ended: Ending | null
  readonly guidance: Guidance | null
  /** The guidance that the client was told last. */
  readonly told: Told
  /** Frames that could not be used, by what was wrong with them. */
  readonly faults: { readonly [code in Guidance]?: number }
  readonly lastCrop: FaceObservation['crop'] | null
  readonly framesSinceDetected: number
  readonly others: OtherFaces
  readonly baseline: Baseline | null
  readonly unasked: Unasked
  readonly standard1: Standard1
  readonly freshness: Freshness
  readonly earlierSessions: EarlierSessions
  readonly injection: InjectionTrace
  readonly continuity: Continuity
  readonly depth: Depth
  readonly shading: Shading
  readonly bonaFideScores: readonly number[]
  readonly kept: Kept
}

export type Ending = 'completed' | 'step_timeout' | 'frames_exhausted'

interface Attempt {
  /** In the session's time. */
  readonly begunAtMs: number
  /** The frames of positioning. */
  readonly framesBefore: FrameCounts
}

interface FrameCounts {
  readonly received: number
  readonly used: number
  /** Not evaluated: the same bytes again, or a capture time that can't be. */
  readonly rejected: number
}

export interface CompletedStep {
  readonly shownAtMs: number
  readonly completedAtMs: number
}

/** Frames of an attempt, and before it. */
export const FRAMES_MAX = 600
export const POSITIONING_FRAMES_MAX = 1_800
export const BONA_FIDE_SCORES_MIN = 5
export const BONA_FIDE_SCORES_MAX = 24

/** The progress of a session of which no frame has come yet. */
export function initialProgress(terms: Terms): Progress {
  return {
    version: PROGRESS_VERSION,
    ...terms,
    lastSequence: -1,
    frames: { received: 0, used: 0, rejected: 0 },
    time: initialSessionTime,
    attempt: null,
    interruptions: { count: 0, totalMs: 0 },
    asked: asDrawn(terms.challenge),
    forgiven: false,
    unable: [],
    step: null,
    completedSteps: [],
    ended: null,
    guidance: null,
    told: initialTold,
    faults: {},
    lastCrop: null,
    framesSinceDetected: 0,
    others: [],
    baseline: null,
    unasked: initialUnasked,
    standard1: initialStandard1,
    freshness: initialFreshness,
    earlierSessions: [],
    injection: initialInjection,
    continuity: initialContinuity,
    depth: initialDepth,
    shading: initialShading,
    bonaFideScores: [],
    kept: initialKept,
  }
}

/** The last step goes on until the presentation-attack models have scored enough frames, where any are installed. */
export const lacksScores = ({ presentationAttackInstalled, bonaFideScores, step, asked }: Progress): boolean =>
  presentationAttackInstalled && step?.index === asked.length - 1 && bonaFideScores.length < BONA_FIDE_SCORES_MIN

/** What is asked in a step. */
export const actionAt = ({ asked }: Pick<Progress, 'asked'>, index: number): StepAction => asked[index]!.action
