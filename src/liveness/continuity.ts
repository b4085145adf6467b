import type { FaceObservation } from '../vision/observation.ts'
import { similarity } from '../vision/similarity.ts'
import type { Frame } from './frame.ts'

/** What speaks for or against one and the same face from first frame to last. */
export interface Continuity {
  /** Whose face the session began with; null until a face at rest was described. */
  readonly reference: readonly number[] | null
  readonly described: number
  /** The least cosine between the reference and any later description at rest. */
  readonly similarityMin: number | null
  readonly framesSinceDescribed: number
  /** A description is wanted of the next face at rest: a step ended, or the face was lost. */
  readonly due: boolean
  readonly jumps: number
  readonly last: Whereabouts | null
}

interface Whereabouts {
  readonly centerX: number
  readonly centerY: number
  readonly width: number
  readonly yawDegrees: number
  readonly pitchDegrees: number
  readonly capturedAtMs: number | null
  readonly receivedAtMs: number
}

export const unfollowed: Continuity = {
  reference: null,
  described: 0,
  similarityMin: null,
  framesSinceDescribed: 0,
  due: true,
  jumps: 0,
  last: null,
}

/** What a head can do between two frames: a part at once (measuring noise, a late frame) and a part for each second. */
const SHIFT_WIDTHS = { atOnce: 0.4, perSecond: 3 }
const GROWTH_LOG = { atOnce: 0.3, perSecond: 1.5 }
const ROTATION_DEGREES = { atOnce: 25, perSecond: 250 }

export const lose = (known: Continuity): Continuity => ({ ...known, due: true })

/** Follows the face through a usable frame. `settled`: it is at rest, so that its description may be compared. */
export function trackContinuity(known: Continuity, frame: Frame, face: FaceObservation, settled: boolean): Continuity {
  const here = locate(frame, face)
  const jumped = known.last !== null && !canFollow(known.last, here)
  const followed = {
    ...known,
    last: here,
    jumps: known.jumps + (jumped ? 1 : 0),
    due: known.due || jumped,
    framesSinceDescribed: known.framesSinceDescribed + 1,
  }
  return face.description && settled ? compare(followed, face.description) : followed
}

/** A description that can't be compared (NaN, all zero, another length) counts as none: another stays due. */
function compare(known: Continuity, description: readonly number[]): Continuity {
  const likeness = similarity(known.reference ?? description, description)
  if (!Number.isFinite(likeness)) return known
  const described = { ...known, described: known.described + 1, framesSinceDescribed: 0, due: false }
  if (!known.reference) return { ...described, reference: description.map(shorten) }
  return { ...described, similarityMin: Math.min(known.similarityMin ?? 1, likeness) }
}

function locate({ capturedAtMs, receivedAtMs }: Frame, { box, pose }: FaceObservation): Whereabouts {
  return {
    centerX: box.x + box.width / 2,
    centerY: box.y + box.height / 2,
    width: box.width,
    yawDegrees: pose.yawDegrees,
    pitchDegrees: pose.pitchDegrees,
    capturedAtMs,
    receivedAtMs,
  }
}

/** Whether a head could have come from there to here. The longer of the two clocks' times counts: networks stall. */
function canFollow(from: Whereabouts, to: Whereabouts): boolean {
  const capturedMs = (to.capturedAtMs ?? 0) - (from.capturedAtMs ?? 0)
  const seconds = Math.max(capturedMs, to.receivedAtMs - from.receivedAtMs) / 1000
  const within = (change: number, limit: { atOnce: number; perSecond: number }) =>
    Math.abs(change) <= limit.atOnce + limit.perSecond * seconds
  return (
    within(Math.hypot(to.centerX - from.centerX, to.centerY - from.centerY) / from.width, SHIFT_WIDTHS) &&
    within(Math.log(to.width / from.width), GROWTH_LOG) &&
    within(to.yawDegrees - from.yawDegrees, ROTATION_DEGREES) &&
    within(to.pitchDegrees - from.pitchDegrees, ROTATION_DEGREES)
  )
}

const shorten = (value: number) => Math.round(value * 1000) / 1000
