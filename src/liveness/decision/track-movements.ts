import type { FaceObservation, Pose } from '../../vision/observation.ts'
import type { Baseline } from './baseline.ts'
import { type Action, actions, isTurn } from './challenge.ts'
import { DONE_EXTENT_MIN, extentOf, movesHead, REACH, REST_EXTENT_MAX, type Reach } from './movement.ts'

/** Between these extents a head is on its way, there or back: at five frames a second and more it is observed there. */
const ON_THE_WAY_EXTENT = { min: 0.25, max: DONE_EXTENT_MIN }

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
