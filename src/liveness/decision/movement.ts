import type { FaceObservation } from '../../vision/observation.ts'
import type { Baseline } from './baseline.ts'
import { type Action, actions, isTurn, type StepAction } from './challenge.ts'

/** Below this extent a movement has not begun, or is over. */
export const REST_EXTENT_MAX = 0.5
export const NEUTRAL_EXTENT_MAX = 0.3
/** From this extent on an action counts as done. */
export const DONE_EXTENT_MIN = 1
/** How far movements have to go to count, and how well they have to be observed. */
export interface Reach {
  readonly turnDegrees: number
  readonly lookUpDegrees: number
  /** Of the opening at rest, of the wider eye. */
  readonly eyesClosedRatio: number
  /** By how much of its width a mouth widens: so many times what it widens by without a smile, within limits. */
  readonly smileGain: { readonly min: number; readonly max: number; readonly spreads: number }
  /** In how many places between rest and there a head has to be observed, where frames come often enough. */
  readonly placesOnTheWay: number
}

/** Of standard-2. */
export const REACH: Reach = {
  turnDegrees: 18,
  lookUpDegrees: 10,
  eyesClosedRatio: 0.7,
  smileGain: { min: 0.12, max: 0.2, spreads: 4 },
  placesOnTheWay: 2,
}
const MOUTH_OPENING = 0.16
const LOOK_DOWN_DEGREES_MAX = 12
const FRONTAL_DEGREES_MAX = 15

/**
 * How far the face has gone into an action, measured against the person's own rest: 0 at rest, 1 where it counts.
 * NaN where it can't be measured: eyes and mouth are foreshortened while the head is turned away.
 * Where the thresholds come from: docs/decisions/0041-movements.md.
 */
export function extentOf(action: Action, face: FaceObservation, rest: Baseline, reach = REACH): number {
  const yaw = face.pose.yawDegrees - rest.yawDegrees
  const pitch = face.pose.pitchDegrees - rest.pitchDegrees
  if (action === 'turn_left') return yaw / reach.turnDegrees
  if (action === 'turn_right') return -yaw / reach.turnDegrees
  if (action === 'look_up') return pitch / reach.lookUpDegrees
  if (!(Math.abs(yaw) <= FRONTAL_DEGREES_MAX && Math.abs(pitch) <= FRONTAL_DEGREES_MAX)) return Number.NaN
  if (action === 'smile') return (face.mouthWidth / rest.mouthWidth - 1) / smileGain(rest, reach)
  if (action === 'open_mouth') return (face.mouthOpening - rest.mouthOpening) / MOUTH_OPENING
  const widerEye = Math.max(face.eyeOpening.left / rest.eyeOpening.left, face.eyeOpening.right / rest.eyeOpening.right)
  return (1 - widerEye) / (1 - reach.eyesClosedRatio)
}

const smileGain = ({ mouthWidthSpread }: Baseline, { smileGain: { min, max, spreads } }: Reach): number =>
  Math.max(min, Math.min(max, spreads * mouthWidthSpread))

/**
 * Whether the head faces the camera as it did at first, and nothing is left of the movement asked for. Who talks is at
 * rest where the mouth is not asked for; a blink does not disturb rest.
 */
export function isAtRest(face: FaceObservation, rest: Baseline, asked: StepAction): boolean {
  return (
    isRaised(face, rest) &&
    actions.every((action) => {
      const disturbs = movesHead(action) || (action === asked && action !== 'blink')
      return !disturbs || extentOf(action, face, rest) <= REST_EXTENT_MAX
    })
  )
}

/** Whether the head does not look down much more than at first. */
const isRaised = (face: FaceObservation, rest: Baseline): boolean =>
  rest.pitchDegrees - face.pose.pitchDegrees <= LOOK_DOWN_DEGREES_MAX

/** Whether the head faces the camera as it did at first, whatever the mouth and the eyes do: faces compare then. */
export const isFacing = (face: FaceObservation, rest: Baseline): boolean => isAtRest(face, rest, 'look_straight')

/** Nearer to rest than that, with open eyes: what is then described or kept is the neutral face. */
export function isNeutral(face: FaceObservation, rest: Baseline): boolean {
  return actions.every(
    (action) => extentOf(action, face, rest) <= (action === 'smile' ? REST_EXTENT_MAX : NEUTRAL_EXTENT_MAX),
  )
}

/** How far into a turn a face is still described as it is at rest: from 8 to 25 degrees. */
export const COMPARABLE_TURN_EXTENT = { min: 0.44, max: 1.4 }
/**
 * Whether a face is so far into the movement asked for that comparing it shows who makes it: not so far turned that it
 * is described otherwise, and not turned and tilted at once.
 */
export function isComparable(asked: Action, face: FaceObservation, rest: Baseline): boolean {
  const extent = extentOf(asked, face, rest)
  const { min, max } = isTurn(asked) ? COMPARABLE_TURN_EXTENT : { min: REST_EXTENT_MAX, max: Number.POSITIVE_INFINITY }
  const movesBesides = (action: Action) =>
    movesHead(action) && action !== asked && extentOf(action, face, rest) >= DONE_EXTENT_MIN
  return extent >= min && extent <= max && isRaised(face, rest) && !actions.some(movesBesides)
}

/** Whether the head itself turns or nods, which takes time and can be observed on its way. */
export const movesHead = (action: Action): boolean => isTurn(action) || action === 'look_up'
