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
  /** What is asked in place of an action that can't be measured or was missed, in this order; not drawn before 0.2. */
  readonly spares?: readonly Action[]
}

/** A whole number, 0 ≤ n < limit, each equally likely and none to be foreseen (`crypto.randomInt`). */
export type RandomBelow = (limit: number) => number

export const isTurn = (action: StepAction): boolean => action === 'turn_left' || action === 'turn_right'

/**
 * The challenge for a number of actions drawn at random, or for the actions given. What is in `avoid` is neither drawn
 * nor asked in place of another; a turn and one more action must be left.
 */
export function drawChallenge(
  randomBelow: RandomBelow,
  asked: number | readonly Action[],
  avoid: readonly Action[] = [],
): Challenge {
  const allowed = actions.filter((action) => !avoid.includes(action))
  const drawn = typeof asked === 'number' ? drawActions(randomBelow, asked, allowed) : asked
  const steps: StepAction[] = ['look_straight', ...drawn]
  return {
    steps,
    pausesMs: steps.map((_, index) => (index === 0 ? 0 : PAUSE_MS_MIN + randomBelow(PAUSE_MS_SPAN))),
    surpriseGapsFrames: Array.from(
      { length: SURPRISES },
      () => SURPRISE_GAP_FRAMES_MIN + randomBelow(SURPRISE_GAP_FRAMES_SPAN),
    ),
    spares: shuffle(randomBelow, allowed),
  }
}

/**
 * No two alike in a row and at least one turn: a turn is put at a random place, and the others are drawn outward from
 * it, each unlike its neighbor. So no draw is ever thrown away, and every permitted order can come.
 */
function drawActions(randomBelow: RandomBelow, count: number, allowed: readonly Action[]): Action[] {
  const drawn = new Array<Action>(count)
  const turnAt = randomBelow(count)
  drawn[turnAt] = drawFrom(randomBelow, allowed.filter(isTurn))
  for (let index = turnAt - 1; index >= 0; index--) drawn[index] = drawUnlike(randomBelow, allowed, drawn[index + 1]!)
  for (let index = turnAt + 1; index < count; index++)
    drawn[index] = drawUnlike(randomBelow, allowed, drawn[index - 1]!)
  return drawn
}

const drawUnlike = (randomBelow: RandomBelow, allowed: readonly Action[], neighbor: Action): Action =>
  drawFrom(
    randomBelow,
    allowed.filter((action) => action !== neighbor),
  )

const drawFrom = (randomBelow: RandomBelow, choice: readonly Action[]): Action => choice[randomBelow(choice.length)]!

/** Every order equally likely (Fisher and Yates; Durstenfeld 1964). */
function shuffle(randomBelow: RandomBelow, all: readonly Action[]): Action[] {
  const shuffled = [...all]
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = randomBelow(last + 1)
    ;[shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!]
  }
  return shuffled
}
