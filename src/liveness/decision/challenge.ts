/** What a person may be asked to do after looking straight. Left and right are the person's own. */
export const actions = ['turn_left', 'turn_right', 'look_up', 'blink', 'smile', 'open_mouth'] as const
export type Action = (typeof actions)[number]
export const stepActions = ['look_straight', ...actions] as const
export type StepAction = (typeof stepActions)[number]

export const STEPS_MAX = 6
const PAUSE_MS_MIN = 200
const PAUSE_MS_SPAN = 600
const SURPRISE_GAP_FRAMES_MIN = 1
const SURPRISE_GAP_FRAMES_SPAN = 12
const SURPRISES = 32

/** Everything about a session that must not be guessed: drawn once, before its first frame. */
export interface Challenge {
  /** `look_straight`, then the actions drawn. */
  readonly steps: readonly StepAction[]
  /** Rest demanded before each step is shown, in milliseconds: a recording can know neither what is asked nor when. */
  readonly pausesMs: readonly number[]
  /** Frames from one unannounced description of the face to the next, the frame right after it among them. */
  readonly surpriseGapsFrames: readonly number[]
  /** What is asked in place of an action that can't be measured or was missed, in this order; not drawn before 0.2. */
  readonly spares?: readonly Action[]
}

/** A whole number, 0 ≤ n < limit, each equally likely and none to be foreseen (`crypto.randomInt`). */
export type RandomBelow = (limit: number) => number

export const isTurn = (action: StepAction): boolean => action === 'turn_left' || action === 'turn_right'
export const movesMouth = (action: StepAction): boolean => action === 'smile' || action === 'open_mouth'

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
 * Drawn from all permitted orders, each equally likely: no two alike in a row, and among them a turn, which shows
 * depth, and a movement of the mouth, which neither a relief nor a print can make. What `count` or `allowed` leaves
 * no room for is not demanded.
 */
function drawActions(randomBelow: RandomBelow, count: number, allowed: readonly Action[]): Action[] {
  const orders = listOrders(count, allowed)
  const withTurn = orders.filter((order) => order.some(isTurn))
  const withBoth = withTurn.filter((order) => order.some(movesMouth))
  return [...drawFrom(randomBelow, withBoth.length > 0 ? withBoth : withTurn)]
}

function listOrders(count: number, allowed: readonly Action[]): Action[][] {
  let orders: Action[][] = [[]]
  for (let length = 0; length < count; length++)
    orders = orders.flatMap((order) =>
      allowed.filter((action) => action !== order.at(-1)).map((action) => [...order, action]),
    )
  return orders
}

const drawFrom = <Item>(randomBelow: RandomBelow, choice: readonly Item[]): Item => choice[randomBelow(choice.length)]!

/** Every order equally likely (Fisher and Yates; Durstenfeld 1964). */
function shuffle(randomBelow: RandomBelow, all: readonly Action[]): Action[] {
  const shuffled = [...all]
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = randomBelow(last + 1)
    ;[shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!]
  }
  return shuffled
}
