/** What a person may be asked to do after looking straight. Left and right are the person's own. */
export const actions = ['turn_left', 'turn_right', 'look_up', 'blink', 'smile', 'open_mouth'] as const
export type Action = (typeof actions)[number]
export const stepActions = ['look_straight', ...actions] as const
export type StepAction = (typeof stepActions)[number]

export const STEPS_MAX = 6
const PAUSE_MS_MIN = 200
const PAUSE_MS_SPAN = 600
const SURPRISE_GAP_FRAMES_MIN = 6
const SURPRISE_GAP_FRAMES_SPAN = 10
const SURPRISES = 16

/** Everything about a session that must not be guessed: drawn once, before its first frame. */
export interface Challenge {
  /** `look_straight`, then the actions drawn. */
  readonly steps: readonly StepAction[]
  /** Rest demanded before each step is shown, in milliseconds: a recording can know neither what is asked nor when. */
  readonly pausesMs: readonly number[]
  /** Frames from one unannounced description of the face to the next. */
  readonly surpriseGapsFrames: readonly number[]
}

/** A whole number, 0 ≤ n < limit, each equally likely and none to be foreseen (`crypto.randomInt`). */
export type RandomBelow = (limit: number) => number

export const isTurn = (action: StepAction): boolean => action === 'turn_left' || action === 'turn_right'

/** The challenge for a number of actions drawn at random, or for the actions given. */
export function drawChallenge(randomBelow: RandomBelow, asked: number | readonly Action[]): Challenge {
  const drawn = typeof asked === 'number' ? drawActions(randomBelow, asked) : asked
  const steps: StepAction[] = ['look_straight', ...drawn]
  return {
    steps,
    pausesMs: steps.map((_, index) => (index === 0 ? 0 : PAUSE_MS_MIN + randomBelow(PAUSE_MS_SPAN))),
    surpriseGapsFrames: Array.from(
      { length: SURPRISES },
      () => SURPRISE_GAP_FRAMES_MIN + randomBelow(SURPRISE_GAP_FRAMES_SPAN),
    ),
  }
}

/**
 * No two alike in a row and at least one turn: a turn is put at a random place, and the others are drawn outward from
 * it, each unlike its neighbor. So no draw is ever thrown away, and every permitted order can come.
 */
function drawActions(randomBelow: RandomBelow, count: number): Action[] {
  const drawn = new Array<Action>(count)
  const turnAt = randomBelow(count)
  drawn[turnAt] = randomBelow(2) === 0 ? 'turn_left' : 'turn_right'
  for (let index = turnAt - 1; index >= 0; index--) drawn[index] = drawUnlike(randomBelow, drawn[index + 1]!)
  for (let index = turnAt + 1; index < count; index++) drawn[index] = drawUnlike(randomBelow, drawn[index - 1]!)
  return drawn
}

function drawUnlike(randomBelow: RandomBelow, neighbor: Action): Action {
  const others = actions.filter((action) => action !== neighbor)
  return others[randomBelow(others.length)]!
}
