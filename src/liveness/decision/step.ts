import type { FaceObservation } from '../../vision/observation.ts'
import { type Baseline, collectSample, type Samples, takeBaseline } from './baseline.ts'
import { type Action, isTurn, type StepAction } from './challenge.ts'
import type { Guidance } from './guidance.ts'
import { extentOf, isAtRest, type Movement, movesHead, trackMovements } from './movement.ts'

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
  /** A turn the other way was excused. */
  readonly otherWay: boolean
  /** The movements that counted as wrong ones, each kind once. */
  readonly wrong: readonly Action[]
  /** In the course of the turn it was measured whose head turned; without that, back at rest, it is not completed. */
  readonly compared: boolean
  readonly movements: readonly Movement[]
  readonly samples: Samples
}

/** Movements that nobody had asked for. */
export interface UnaskedMovements {
  readonly premature: number
  readonly wrong: number
}

export const REST_FRAMES_NEEDED = 2
/**
 * Nobody is half-way through a movement sooner after its prompt: to react takes 200 ms and more, to get there at
 * least 50.
 */
const REACTION_MS_MIN = 250
/** What faces do by themselves: it accuses nobody, and completes a step only where it begins after the prompt. */
const involuntary: readonly Action[] = ['blink', 'smile']

export function enterStep(index: number, atMs: number, movements: readonly Movement[]): Step {
  const shownAtMs = index === 0 ? atMs : null
  return {
    ...{ index, enteredAtMs: atMs, shownAtMs, completed: false, restFrames: 0, restSinceMs: null },
    ...{ otherWay: false, wrong: [], compared: false, movements, samples: [] },
  }
}

/** The first step: nothing is asked but to look straight, until there is a baseline. */
export function trackBaseline(step: Step, face: FaceObservation, atMs: number) {
  const samples = collectSample(step.samples, face, atMs)
  const baseline = takeBaseline(samples)
  const guidance: Guidance = samples.length > 1 ? 'ok' : 'hold_still'
  return { step: { ...step, samples, completed: baseline !== null }, baseline, guidance }
}

/** Every later step: tracks all movements, and classifies each one that is detected by what was asked and when. */
export function trackMovement(
  step: Step,
  asked: { readonly action: Action; readonly previous: StepAction },
  face: FaceObservation,
  rest: Baseline,
  atMs: number,
  lastPose: Parameters<typeof trackMovements>[4],
): { step: Step; unasked: UnaskedMovements; guidance: Guidance } {
  const { movements, detected } = trackMovements(step.movements, face, rest, atMs, lastPose)
  const atRest = isAtRest(face, rest) && !movements.some((one) => one.action === asked.action && one.done)
  let next: Step = {
    ...step,
    movements,
    restFrames: atRest ? step.restFrames + 1 : 0,
    restSinceMs: atRest ? (step.restSinceMs ?? atMs) : null,
  }
  const unasked = { premature: 0, wrong: 0 }
  for (const movement of detected) {
    const meaning = classify(next, asked, movement)
    if (meaning === 'completes') next = { ...next, completed: true }
    if (meaning === 'other_way') next = { ...next, otherWay: true }
    if (meaning === 'premature') unasked.premature++
    if (meaning === 'wrong') {
      next = { ...next, wrong: [...next.wrong, movement.action] }
      unasked.wrong++
    }
  }
  return { step: next, unasked, guidance: guide(next, asked.action, face, rest, atRest) }
}

function classify(step: Step, asked: { action: Action; previous: StepAction }, { action, sinceMs }: Movement) {
  if (action === asked.action) {
    if (step.shownAtMs !== null && sinceMs >= step.shownAtMs + REACTION_MS_MIN) return 'completes'
    return involuntary.includes(action) ? 'natural' : 'premature'
  }
  if (step.shownAtMs === null || step.wrong.includes(action)) return 'natural'
  if (involuntary.includes(action) || action === asked.previous) return 'natural'
  if (action === 'open_mouth' && asked.action === 'smile') return 'natural'
  if (tiltsAlong(step, action, asked.action)) return 'natural'
  if (isTurn(action) && isTurn(asked.action) && !step.otherWay) return 'other_way'
  return 'wrong'
}

/** Who turns the head, to either side, tilts it a little, and the other way round. */
function tiltsAlong({ movements }: Step, action: Action, asked: Action): boolean {
  if (!movesHead(action) || !movesHead(asked) || isTurn(action) === isTurn(asked)) return false
  return movements.some((one) => movesHead(one.action) && isTurn(one.action) === isTurn(asked))
}

function guide(step: Step, action: Action, face: FaceObservation, rest: Baseline, atRest: boolean): Guidance {
  if (step.shownAtMs === null || step.completed) return atRest ? 'ok' : 'hold_still'
  if (isTurn(action) && extentOf(action, face, rest) < -0.5) return 'other_way'
  return (isTurn(action) || action === 'look_up') && extentOf(action, face, rest) > 0.5 ? 'turn_more' : 'ok'
}
