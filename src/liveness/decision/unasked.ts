import { type Action, isTurn, type StepAction } from './challenge.ts'
import { type Movement, movesHead } from './movement.ts'
import { REACTION_MS_MIN, type Step } from './step.ts'

/**
 * Movements of the head that nobody had asked for. Talking, laughing and blinking are none: people do that by
 * themselves.
 */
export interface Unasked {
  /** Steps whose movement began before anyone could have seen them shown, and went all the way. */
  readonly premature: readonly number[]
  /** Other movements were begun in a pause: by one who looks about. */
  readonly glanced: boolean
  /** Movements of another kind while a step was shown, each kind once a step. */
  readonly wrong: readonly { readonly step: number; readonly action: Action; readonly otherWay: boolean }[]
}

export const initialUnasked: Unasked = { premature: [], glanced: false, wrong: [] }

const WRONG_MAX = 12

/** Adds the movements that were detected in a frame; `step` is the one under way, with the movements of this frame. */
export function trackUnasked(
  known: Unasked,
  step: Step,
  asked: { readonly action: Action; readonly previous: StepAction },
  detected: readonly Movement[],
): Unasked {
  const glances = step.shownAtMs === null && step.movements.some((one) => isAnother(step, asked.action, one))
  let unasked = glances ? { ...known, glanced: true } : known
  for (const movement of detected) if (movesHead(movement.action)) unasked = count(unasked, step, asked, movement)
  return unasked
}

function count(
  unasked: Unasked,
  step: Step,
  asked: { readonly action: Action; readonly previous: StepAction },
  movement: Movement,
): Unasked {
  const { premature, wrong } = unasked
  const { action, sinceMs } = movement
  const before = step.shownAtMs === null || sinceMs < step.shownAtMs + REACTION_MS_MIN
  if (action === asked.action) {
    const counts = before && !premature.includes(step.index)
    return counts ? { ...unasked, premature: [...premature, step.index] } : unasked
  }
  if (before || step.completed || action === asked.previous || !isAnother(step, asked.action, movement)) return unasked
  const counted = wrong.some((one) => one.step === step.index && one.action === action)
  if (counted || wrong.length >= WRONG_MAX) return unasked
  return {
    ...unasked,
    wrong: [...wrong, { step: step.index, action, otherWay: isTurn(action) && isTurn(asked.action) }],
  }
}

/** A movement of the head that neither is the one asked for nor comes with it. */
const isAnother = ({ movements }: Step, asked: Action, { action }: Movement): boolean =>
  movesHead(action) && action !== asked && !tiltsAlong(movements, action, asked)

/** Who turns the head, to either side, tilts it a little, and the other way round. */
export function tiltsAlong(movements: readonly Movement[], action: Action, asked: Action): boolean {
  if (!movesHead(action) || !movesHead(asked) || isTurn(action) === isTurn(asked)) return false
  return movements.some((one) => movesHead(one.action) && isTurn(one.action) === isTurn(asked))
}

/** Two movements before their prompts and no others belong to one who knew beforehand; who looks about makes others. */
export const isForeknown = ({ premature, glanced, wrong }: Unasked): boolean =>
  premature.length >= 2 && !glanced && wrong.length === 0

/**
 * Wrong movements of two kinds in one step, or in two steps. To turn the other way is one where the step has another:
 * alone it is a mirrored camera.
 */
export function isAtRandom({ wrong }: Unasked): boolean {
  const steps = new Set(wrong.filter(({ otherWay }) => !otherWay).map(({ step }) => step))
  return steps.size >= 2 || [...steps].some((index) => wrong.filter(({ step }) => step === index).length >= 2)
}
