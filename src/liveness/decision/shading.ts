import type { FaceObservation } from '../../vision/observation.ts'
import { type Baseline, median } from './baseline.ts'
import type { Action } from './challenge.ts'
import { lightChange, lightSpread } from './light-change.ts'
import { COMPARABLE_TURN_EXTENT, extentOf, isFacing } from './movement.ts'

/** What speaks for or against a head in the light: how the light on it changed when it turned. */
export interface Shading {
  /** Mean of `unwrapped` over the first frames at rest; null before them. */
  readonly rest: readonly number[] | null
  readonly restFrames: number
  /** How far the light on the face had changed since, in frames of the turns that were asked for, up to 25°. */
  readonly changes: readonly number[]
  /** The same further on, where it is not measured whose face it is. */
  readonly changesBeyond: readonly number[]
}

export const initialShading: Shading = { rest: null, restFrames: 0, changes: [], changesBeyond: [] }

const REST_FRAMES_ENOUGH = 5
const CHANGES_MIN = 2
const CHANGES_MAX = 24
/** From here on, a little before a turn counts, the light is compared. */
const TURNED_EXTENT_MIN = 0.8

/** Whether a frame has to be unwrapped: at rest until there is enough of it, and while a turn is asked for. */
export function needsUnwrapped({ restFrames, changes }: Shading, turning: boolean): boolean {
  return restFrames < REST_FRAMES_ENOUGH || (turning && changes.length < CHANGES_MAX)
}

/** Adds a usable frame; `turn` is the one that is asked for and shown, if any. */
export function trackShading(known: Shading, face: FaceObservation, rest: Baseline, turn: Action | null): Shading {
  const { unwrapped } = face
  if (!unwrapped) return known
  if (isFacing(face, rest))
    return known.restFrames < REST_FRAMES_ENOUGH
      ? { ...known, rest: addToMean(known, unwrapped), restFrames: known.restFrames + 1 }
      : known
  const extent = turn === null ? Number.NaN : extentOf(turn, face, rest)
  const list = extent <= COMPARABLE_TURN_EXTENT.max ? 'changes' : 'changesBeyond'
  if (!(extent >= TURNED_EXTENT_MIN) || !known.rest || known[list].length >= CHANGES_MAX) return known
  const change = lightChange(known.rest, unwrapped)
  return Number.isFinite(change) ? { ...known, [list]: [...known[list], thousandths(change)] } : known
}

/** In light that is more directed a turn changes more, and so does what the mesh misses on a photo. */
const DIRECTED_LIGHT_MIN = 0.2

/**
 * Median over the frames of the turns, over how directed the light is at rest where that is much; null where too few
 * could be compared. Frames beyond 25° count only where there are too few others: another head may be in them.
 */
export function measureShading({ rest, changes, changesBeyond }: Shading): number | null {
  const compared = changes.length >= CHANGES_MIN ? changes : [...changes, ...changesBeyond]
  if (!rest || compared.length < CHANGES_MIN) return null
  return thousandths(median(compared) / Math.max(1, lightSpread(rest) / DIRECTED_LIGHT_MIN))
}

/** What one of the frames does not show is not known of the mean. */
function addToMean({ rest, restFrames }: Shading, unwrapped: readonly number[]): readonly number[] {
  if (!rest) return unwrapped
  return unwrapped.map((value, i) => {
    const mean = rest[i] ?? 0
    return value > 0 && mean > 0 ? tenths((mean * restFrames + value) / (restFrames + 1)) : 0
  })
}

const tenths = (value: number) => Math.round(value * 10) / 10
const thousandths = (value: number) => Math.round(value * 1000) / 1000
