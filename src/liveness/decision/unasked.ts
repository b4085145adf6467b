import { type Action, isTurn, type StepAction } from './challenge.ts'
import { movesHead } from './movement.ts'
import { REACTION_MS_MIN, type Step } from './step.ts'
import type { Movement } from './track-movements.ts'

/**
 * Movements that nobody had asked for: of the head, and of a mouth that opens wide. Talking, laughing and blinking are
 * none: people do that by themselves.
 */
export interface Unasked {
  /** Steps whose movement began with the prompt, sooner than anyone reacts, and went all the way. */
  readonly premature: readonly number[]
  /** Movements of another kind while a step was shown, each kind once until it is asked anew. */
  readonly wrong: readonly WrongMovement[]
}

interface WrongMovement {
  /** When the step was entered in which it was made. */
  readonly enteredAtMs: number
  readonly action: Action
  readonly otherWay: boolean
}

export const initialUnasked: Unasked = { premature: [], wrong: [] }

const WRONG_MAX = 12
/** A third wider than what is asked for: few mouths open so wide by talking, and one time is excused. */
const WIDE_EXTENT_MIN = 1.3

export interface Asked {
  readonly action: Action
  /** What was asked before, and what this one is asked in place of: done once more or late, they are nothing wrong. */
  readonly earlier: readonly (StepAction | null)[]
}

/**
 * Adds the movements of a frame; `step` is the one under way, with the movements of this frame. What begins in the
 * pause is a glance: the head has to rest again before anything is asked.
 */
export function trackUnasked(known: Unasked, step: Step, asked: Asked, detected: readonly Movement[]): Unasked {
  const { shownAtMs, movements, completed, again, index } = step
  if (shownAtMs === null || completed) return known
  const reactsAtMs = shownAtMs + REACTION_MS_MIN
  const isPremature = ({ action, sinceMs }: Movement) =>
    action === asked.action && movesHead(action) && sinceMs >= shownAtMs && sinceMs < reactsAtMs
  const premature = !again && !known.premature.includes(index) && detected.some(isPremature)
  const wrong = movements.filter(
    (one) => one.sinceMs >= reactsAtMs && !asked.earlier.includes(one.action) && isAnother(step, asked.action, one),
  )
  return {
    premature: premature ? [...known.premature, index] : known.premature,
    wrong: wrong.reduce((list, { action }) => addWrong(list, step, action, asked.action), known.wrong),
  }
}

function addWrong(known: readonly WrongMovement[], { enteredAtMs }: Step, action: Action, asked: Action) {
  const counted = known.some((one) => one.enteredAtMs === enteredAtMs && one.action === action)
  if (counted || known.length >= WRONG_MAX) return known
  return [...known, { enteredAtMs, action, otherWay: isTurn(action) && isTurn(asked) }]
}

/** A movement that goes all the way, and neither is the one asked for nor comes with it. */
function isAnother(
  { movements }: Step,
  asked: Action,
  { action, done, farthest, observedOnTheWay }: Movement,
): boolean {
  if (action === 'open_mouth') return asked !== 'open_mouth' && asked !== 'smile' && farthest >= WIDE_EXTENT_MIN
  return movesHead(action) && done && observedOnTheWay && action !== asked && !tiltsAlong(movements, action, asked)
}

/** Who turns the head, to either side, tilts it a little, and the other way round. */
export function tiltsAlong(movements: readonly Movement[], action: Action, asked: Action): boolean {
  if (!movesHead(action) || !movesHead(asked) || isTurn(action) === isTurn(asked)) return false
  return movements.some((one) => movesHead(one.action) && isTurn(one.action) === isTurn(asked))
}

/** Two movements that began with their prompts, and no wrong ones, belong to one who knew beforehand. */
export const isForeknown = ({ premature, wrong }: Unasked): boolean => premature.length >= 2 && wrong.length === 0

/** Whether the first plainly wrong movement was just made: a turn the other way alone is a mirrored camera. */
export function hasErred(before: Unasked, after: Unasked): boolean {
  const isWrong = ({ otherWay }: WrongMovement) => !otherWay
  return after.wrong.some(isWrong) && !before.wrong.some(isWrong)
}

/** Wrong movements a second time, after one was excused; a turn the other way counts beside another wrong one. */
export const isAtRandom = ({ wrong }: Unasked): boolean => wrong.length >= 2 && wrong.some(({ otherWay }) => !otherWay)
