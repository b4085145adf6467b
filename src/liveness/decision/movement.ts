import type { FaceObservation, Pose } from '../../vision/observation.ts'
import type { Baseline } from './baseline.ts'
import { type Action, actions, isTurn, type StepAction } from './challenge.ts'

/** Below this extent a movement has not begun, or is over. */
export const REST_EXTENT_MAX = 0.5
export const NEUTRAL_EXTENT_MAX = 0.3
/** From this extent on an action counts as done. */
export const DONE_EXTENT_MIN = 1
/** Between these extents a head is on its way, there or back: at five frames a second and more it is observed there. */
const ON_THE_WAY_EXTENT = { min: 0.25, max: DONE_EXTENT_MIN }

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

const REACH: Reach = {
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
  const lookingDown = (rest.pitchDegrees - face.pose.pitchDegrees) / LOOK_DOWN_DEGREES_MAX
  return (
    lookingDown <= 1 &&
    actions.every((action) => {
      const disturbs = movesHead(action) || (action === asked && action !== 'blink')
      return !disturbs || extentOf(action, face, rest) <= REST_EXTENT_MAX
    })
  )
}

/** Whether the head faces the camera as it did at first, whatever the mouth and the eyes do: faces compare then. */
export const isFacing = (face: FaceObservation, rest: Baseline): boolean => isAtRest(face, rest, 'look_straight')

/** Nearer to rest than that, with open eyes: what is then described or kept is the neutral face. */
export function isNeutral(face: FaceObservation, rest: Baseline): boolean {
  return actions.every(
    (action) => extentOf(action, face, rest) <= (action === 'smile' ? REST_EXTENT_MAX : NEUTRAL_EXTENT_MAX),
  )
}

/** A movement under way: since which frame, and whether it has gone far enough to count. */
export interface Movement {
  readonly action: Action
  readonly sinceMs: number
  readonly done: boolean
  /** Its greatest extent so far. */
  readonly farthest: number
  /** Where the head was observed between rest and there, not only at both ends: extents, each in another place. */
  readonly placesOnTheWay: readonly number[]
  readonly frames: number
  /** In as many places as is needed; always true of what is no movement of the head. */
  readonly observedOnTheWay: boolean
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
  const lookingDown = (rest.pitchDegrees - face.pose.pitchDegrees) / LOOK_DOWN_DEGREES_MAX
  const movesBesides = (action: Action) =>
    movesHead(action) && action !== asked && extentOf(action, face, rest) >= DONE_EXTENT_MIN
  return extent >= min && extent <= max && lookingDown <= 1 && !actions.some(movesBesides)
}

/** Whether the head itself turns or nods, which takes time and can be observed on its way. */
export const movesHead = (action: Action): boolean => isTurn(action) || action === 'look_up'

/**
 * A turn has to lead so far from the camera, too: a bent print, shown from one side and then from the other, does
 * not.
 */
function isDone(action: Action, { pose }: FaceObservation, extent: number, { turnDegrees }: Reach): boolean {
  if (!isTurn(action)) return extent >= DONE_EXTENT_MIN
  return extent >= DONE_EXTENT_MIN && (action === 'turn_left' ? pose.yawDegrees : -pose.yawDegrees) >= turnDegrees
}

/** A cut from one still to another is no movement. */
const counts = ({ done, observedOnTheWay }: Movement) => done && observedOnTheWay

const isOnTheWay = (extent: number) => extent >= ON_THE_WAY_EXTENT.min && extent < ON_THE_WAY_EXTENT.max
/** A still that is shown twice is measured in the same place, within this. */
const SAME_PLACE_DEGREES = 2

/** The places known of a movement, with those in which the head is in one frame and was in the frame before. */
function addPlaces(known: readonly number[], extents: readonly number[], fullDegrees: number): readonly number[] {
  const places = [...known]
  for (const extent of extents.filter(isOnTheWay))
    if (places.every((place) => Math.abs(place - extent) * fullDegrees >= SAME_PLACE_DEGREES)) places.push(extent)
  return places
}

/** At fewer frames a second a head may be observed in one place only: it turns by up to 150 degrees in one. */
const SEVERAL_PLACES_FRAMES_PER_SECOND = 7

function isObserved(places: readonly number[], frames: number, lastsMs: number, { placesOnTheWay }: Reach): boolean {
  const often = (frames - 1) * 1000 >= SEVERAL_PLACES_FRAMES_PER_SECOND * lastsMs
  return places.length >= (often ? placesOnTheWay : 1)
}

/** The last movement that went all the way: who tries it again has been observed in the places of both. */
export interface Tried {
  readonly action: Action | null
  readonly placesOnTheWay: readonly number[]
  /** It did not count: the head was not observed in enough of them. */
  readonly unobserved: boolean
}
export const NOT_TRIED: Tried = { action: null, placesOnTheWay: [], unobserved: false }

/**
 * Tracks all movements through one more frame; `lastPose` is the frame's before. `detected` are those that came to
 * count in it.
 */
export function trackMovements(
  movements: readonly Movement[],
  face: FaceObservation,
  rest: Baseline,
  atMs: number,
  lastPose: Pick<Pose, 'yawDegrees' | 'pitchDegrees'> | null,
  { reach = REACH, tried = NOT_TRIED }: { readonly reach?: Reach; readonly tried?: Tried } = {},
): { movements: readonly Movement[]; detected: readonly Movement[]; tried: Tried } {
  const tracked: Movement[] = []
  const detected: Movement[] = []
  let nowTried = tried
  for (const action of actions) {
    const extent = extentOf(action, face, rest, reach)
    const before = movements.find((movement) => movement.action === action)
    const ends = extent <= REST_EXTENT_MAX
    if (!before && !(extent > REST_EXTENT_MAX)) continue
    const lastExtent = lastPose
      ? extentOf(action, { ...face, pose: { ...face.pose, ...lastPose } }, rest, reach)
      : Number.NaN
    const fullDegrees = isTurn(action) ? reach.turnDegrees : reach.lookUpDegrees
    const known = before?.placesOnTheWay ?? (action === tried.action ? tried.placesOnTheWay : [])
    const places = movesHead(action) ? addPlaces(known, [lastExtent, extent], fullDegrees) : []
    const sinceMs = before?.sinceMs ?? atMs
    const frames = (before?.frames ?? 0) + 1
    const movement = {
      action,
      sinceMs,
      frames,
      farthest: before && !(extent > before.farthest) ? before.farthest : extent,
      done: before?.done === true || isDone(action, face, extent, reach),
      placesOnTheWay: places,
      observedOnTheWay:
        before?.observedOnTheWay || !movesHead(action) || isObserved(places, frames, atMs - sinceMs, reach),
    }
    if (!ends) tracked.push(movement)
    else if (movement.done) nowTried = { action, placesOnTheWay: places, unobserved: !movement.observedOnTheWay }
    if (counts(movement) && !(before && counts(before))) detected.push(movement)
  }
  return { movements: tracked, detected, tried: nowTried }
}
