import type { FaceObservation } from '../../vision/observation.ts'
import { type Baseline, collectSample, type Samples, takeBaseline } from './baseline.ts'
import { type Action, isTurn, type StepAction } from './challenge.ts'
import type { Guidance } from './guidance.ts'
import { extentOf, isAtRest, isFacing } from './movement.ts'
import { type Movement, NOT_TRIED, type Tried, trackMovements } from './track-movements.ts'

/** One step under way, from the rest before it is shown to the rest after its movement. */
export interface Step {
  readonly index: number
  /** When this step's turn came: the end of the one before. */
  readonly enteredAtMs: number
  /** When it was shown to the client; null during the pause before. */
  readonly shownAtMs: number | null
  /** The movement asked for was detected, in time. */
  readonly completed: boolean
  /** Usable frames at rest without a break. */
  readonly restFrames: number
  readonly restSinceMs: number | null
  /** How far the movement asked for has gone, at most, since the step was shown: 0 at rest, 1 where it counts. */
  readonly farthest: number
  /** The same, in the last usable frame. */
  readonly extent: number
  /** It is asked again, or in place of another: what its movement was doing before is not held against anybody. */
  readonly again: boolean
  /** The person asked for more time: it has twice as much. */
  readonly moreTime: boolean
  /** Why no frames came for a while since it was entered. */
  readonly interruptedBy: 'camera' | 'line' | null
  /** The movement asked for is under way, or was; a turn the other way is one that begins. */
  readonly begun: boolean
  /** Frames of the movement in which it was measured whose face moves. */
  readonly comparisons: number
  readonly movements: readonly Movement[]
  readonly tried: Tried
  readonly samples: Samples
}

export const REST_FRAMES_NEEDED = 2
/**
 * Nobody is half-way through a movement sooner after its prompt: to react takes 200 ms and more, to get there at
 * least 50.
 */
export const REACTION_MS_MIN = 250

export function enterStep(
  index: number,
  atMs: number,
  movements: readonly Movement[],
  { again = false, moreTime = false }: Partial<Pick<Step, 'again' | 'moreTime'>> = {},
): Step {
  const shownAtMs = index === 0 ? atMs : null
  return {
    ...{ index, enteredAtMs: atMs, shownAtMs, completed: false, restFrames: 0, restSinceMs: null },
    ...{
      farthest: 0,
      extent: 0,
      begun: false,
      again,
      moreTime,
      interruptedBy: null,
      comparisons: 0,
      movements,
      tried: NOT_TRIED,
      samples: [],
    },
  }
}

/** The first step: nothing is asked but to look straight, until there is a baseline. */
export function trackBaseline(step: Step, face: FaceObservation, atMs: number) {
  const samples = collectSample(step.samples, face, atMs)
  const baseline = takeBaseline(samples)
  const guidance: Guidance = samples.length > 1 ? 'ok' : 'hold_still'
  return { step: { ...step, samples, completed: baseline !== null }, baseline, guidance }
}

/**
 * Every later step: tracks all movements; the one asked for completes it, where it begins after the prompt. `detected`
 * are all that came to count in this frame.
 */
export function trackMovement(
  step: Step,
  asked: Action,
  face: FaceObservation,
  rest: Baseline,
  atMs: number,
  lastPose: Parameters<typeof trackMovements>[4],
): { step: Step; detected: readonly Movement[]; guidance: Guidance } {
  const known = { tried: step.tried }
  const { movements, detected, tried } = trackMovements(step.movements, face, rest, atMs, lastPose, known)
  const completed = step.completed || detected.some((movement) => completes(step, asked, movement))
  // Who talks is shown the next step all the same: the mouth has to come to rest only where its movement is over.
  const isOver = !movements.some(({ action, done }) => action === asked && done)
  const atRest = completed ? isOver && isAtRest(face, rest, asked) : isFacing(face, rest)
  const extent = step.shownAtMs === null ? 0 : extentOf(asked, face, rest)
  const next: Step = {
    ...step,
    movements,
    tried,
    completed,
    restFrames: atRest ? step.restFrames + 1 : 0,
    restSinceMs: atRest ? (step.restSinceMs ?? atMs) : null,
    farthest: extent > step.farthest ? extent : step.farthest,
    extent,
    begun: step.begun || extent > BEGUN_EXTENT_MIN || (isTurn(asked) && -extent > BEGUN_EXTENT_MIN),
  }
  return { step: next, detected, guidance: guide(next, asked, face, rest, atRest, atMs) }
}

/** Whether a movement is the one asked for, begun after the prompt. */
export const completes = ({ shownAtMs }: Step, asked: StepAction, { action, sinceMs }: Movement): boolean =>
  action === asked && shownAtMs !== null && sinceMs >= shownAtMs + REACTION_MS_MIN

const BEGUN_EXTENT_MIN = 0.4
/** Who has not begun by then is told to. */
const BEGIN_SAID_AFTER_MS = 3_000
/** What to say to one whose movement does not go far enough. */
export const moreOf = {
  turn_left: 'turn_more',
  turn_right: 'turn_more',
  look_up: 'turn_more',
  smile: 'smile_more',
  open_mouth: 'open_more',
  blink: 'blink_now',
} as const satisfies Record<Action, Guidance>

function guide(
  step: Step,
  asked: Action,
  face: FaceObservation,
  rest: Baseline,
  atRest: boolean,
  atMs: number,
): Guidance {
  if (step.shownAtMs === null || step.completed) return atRest ? 'ok' : 'hold_still'
  const extent = extentOf(asked, face, rest)
  if (isTurn(asked) && extent < -0.5) return 'other_way'
  if (atRest && wasUnobserved(step, asked)) return 'slower'
  if (extent > BEGUN_EXTENT_MIN && extent < 1 && asked !== 'blink') return moreOf[asked]
  return step.begun || atMs - step.shownAtMs < BEGIN_SAID_AFTER_MS ? 'ok' : 'begin'
}

/** It went all the way, and so quickly that it might have been a cut. */
const wasUnobserved = ({ tried }: Step, asked: StepAction): boolean => tried.action === asked && tried.unobserved

/** What was in the way of a step that was missed; null where its movement did not go part of the way. */
export function missedBy(step: Step, asked: StepAction): Guidance | null {
  const { farthest, completed } = step
  if (!completed && asked !== 'look_straight' && wasUnobserved(step, asked)) return 'slower'
  const partly = !completed && farthest > BEGUN_EXTENT_MIN && farthest < 1
  return partly && asked !== 'look_straight' ? moreOf[asked] : null
}
