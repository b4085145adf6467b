import type { FaceObservation } from '../../vision/observation.ts'
import type { Frame } from './frame.ts'
import { similarity } from './similarity.ts'

/** What speaks for or against one and the same face from first frame to last. */
export interface Continuity {
  /** Whose face the session began with; null until a face at rest was described. */
  readonly reference: readonly number[] | null
  readonly described: number
  /** The least cosine between the reference and any later description at rest. */
  readonly similarityMin: number | null
  /** The same, of the descriptions of a face with a relaxed mouth and open eyes. */
  readonly neutralSimilarityMin: number | null
  /** The least two cosines between the reference and the descriptions in the course of turns, ascending. */
  readonly leastTurning: readonly number[]
  readonly comparedTurning: number
  /** The least cosine between the reference and any description in the course of another movement. */
  readonly movingSimilarityMin: number | null
  /** The least of those with which each turn’s comparisons began. */
  readonly turningSimilarityMin: number | null
  readonly framesSinceDescribed: number
  /** The frame before showed no face, or several. */
  readonly lost: boolean
  /** A description is wanted of the next face at rest: a step ended, or the face was lost. */
  readonly due: boolean
  /** Two frames running in which the face was where no head could have moved. */
  readonly jumps: number
  /** The same, where it had been lost in between. */
  readonly jumpsWhenLost: number
  readonly last: Location | null
  /** The frame before was where no head could have moved: a jump, unless the next frame is back in reach. */
  readonly outlier: boolean
}

/** Where a face was, in shares of the picture's longer side from its middle, so that pictures of any size compare. */
interface Location {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly yawDegrees: number
  readonly pitchDegrees: number
  readonly capturedAtMs: number | null
  readonly receivedAtMs: number
}

export const initialContinuity: Continuity = {
  reference: null,
  described: 0,
  similarityMin: null,
  neutralSimilarityMin: null,
  leastTurning: [],
  comparedTurning: 0,
  movingSimilarityMin: null,
  turningSimilarityMin: null,
  framesSinceDescribed: 0,
  lost: false,
  due: true,
  jumps: 0,
  jumpsWhenLost: 0,
  last: null,
  outlier: false,
}

/** What a head can do between two frames: a part at once (measuring noise, a late frame) and a part for each second. */
const SHIFT_WIDTHS = { atOnce: 0.4, perSecond: 3 }
const GROWTH_LOG = { atOnce: 0.3, perSecond: 1.5 }
const SMALLER_SHARE = 0.75
const ROTATION_DEGREES = { atOnce: 25, perSecond: 250 }
/** Frames that arrive in a bunch were taken apart: but what the client says of that counts for so much only. */
const CLAIMED_MS_MAX = 1_000

/** The face was lost: the next one has to be described. */
export const markLost = (known: Continuity): Continuity => ({ ...known, due: true, lost: true, outlier: false })

/** Described so unlike, a face is somebody else's. */
const SAME_FACE_LIKENESS_MIN = 0.5

/**
 * Whether a face is not the person's but somebody's who passes, or on a poster: where the person was lost, or can't
 * have gone, one that is described as unlike; else a smaller one where the person's can't have gone.
 */
export function isBystander({ last, lost, outlier, reference }: Continuity, frame: Frame): boolean {
  const { face } = frame.observation
  if (!face || !last) return false
  if ((lost || outlier) && reference && face.description)
    return !(similarity(reference, face.description) >= SAME_FACE_LIKENESS_MIN)
  const here = locate(frame, face)
  return here.width < SMALLER_SHARE * last.width && !canReach(last, here)
}

/**
 * Tracks the face to where it is in a usable frame. One frame where no head could have moved is set aside
 * (`outlier`): measuring errs now and then. A second one makes it a jump.
 */
export function trackFace(known: Continuity, frame: Frame, face: FaceObservation): Continuity {
  const here = locate(frame, face)
  const tracked = { ...known, framesSinceDescribed: known.framesSinceDescribed + 1, outlier: false, lost: false }
  if (known.last === null || canReach(known.last, here)) return { ...tracked, last: here }
  if (known.lost) return { ...tracked, last: here, jumpsWhenLost: known.jumpsWhenLost + 1, due: true }
  if (known.outlier) return { ...tracked, last: here, jumps: known.jumps + 1, due: true }
  const { capturedAtMs, receivedAtMs } = here
  return { ...tracked, last: { ...known.last, capturedAtMs, receivedAtMs }, outlier: true }
}

/** How like a face is to the one that the session began with: NaN where there is none, or no comparing them. */
export const likenessOf = ({ reference }: Continuity, description: readonly number[]): number =>
  similarity(reference ?? description, description)

/** Compares the face at rest with the one that the session began with; the first one is that. */
export function compareAtRest(
  known: Continuity,
  description: readonly number[],
  likeness: number,
  neutral: boolean,
): Continuity {
  const described = { ...known, described: known.described + 1, framesSinceDescribed: 0, due: false }
  if (!known.reference) return { ...described, reference: description.map(shorten) }
  const { similarityMin, neutralSimilarityMin } = known
  const neutralMin = neutral ? Math.min(neutralSimilarityMin ?? 1, likeness) : neutralSimilarityMin
  return { ...described, similarityMin: Math.min(similarityMin ?? 1, likeness), neutralSimilarityMin: neutralMin }
}

/**
 * In the course of a movement one and the same face is described less alike than at rest, and different faces less, too
 * (docs/evaluation.md).
 */
export const MOVING_ALLOWANCE = 0.05

/** Compares the face in the course of a turn, so that no other head can do the turning. `first`: in this turn. */
export function compareTurning(known: Continuity, likeness: number, first: boolean): Continuity {
  const { leastTurning, comparedTurning, turningSimilarityMin } = known
  return {
    ...known,
    comparedTurning: comparedTurning + 1,
    leastTurning: [...leastTurning, likeness].toSorted((a, b) => a - b).slice(0, 2),
    turningSimilarityMin: first ? Math.min(turningSimilarityMin ?? 1, likeness) : turningSimilarityMin,
  }
}

/** The same in the course of another movement. */
export const compareMoving = (known: Continuity, likeness: number): Continuity => ({
  ...known,
  movingSimilarityMin: Math.min(known.movingSimilarityMin ?? 1, likeness),
})

function locate({ capturedAtMs, receivedAtMs, observation }: Frame, { box, pose }: FaceObservation): Location {
  const { widthPixels, heightPixels } = observation
  const longSide = Math.max(widthPixels, heightPixels)
  return {
    x: (box.x + (box.width - widthPixels) / 2) / longSide,
    y: (box.y + (box.height - heightPixels) / 2) / longSide,
    width: box.width / longSide,
    yawDegrees: pose.yawDegrees,
    pitchDegrees: pose.pitchDegrees,
    capturedAtMs,
    receivedAtMs,
  }
}

/** Whether a head could have come from there to here. The longer of the two clocks' times counts: networks stall. */
function canReach(from: Location, to: Location): boolean {
  const claimedMs = Math.min(CLAIMED_MS_MAX, (to.capturedAtMs ?? 0) - (from.capturedAtMs ?? 0))
  const seconds = Math.max(claimedMs, to.receivedAtMs - from.receivedAtMs) / 1000
  const within = (change: number, limit: { atOnce: number; perSecond: number }) =>
    Math.abs(change) <= limit.atOnce + limit.perSecond * seconds
  return (
    within(Math.hypot(to.x - from.x, to.y - from.y) / from.width, SHIFT_WIDTHS) &&
    within(Math.log(to.width / from.width), GROWTH_LOG) &&
    within(to.yawDegrees - from.yawDegrees, ROTATION_DEGREES) &&
    within(to.pitchDegrees - from.pitchDegrees, ROTATION_DEGREES)
  )
}

const shorten = (value: number) => Math.round(value * 1000) / 1000
