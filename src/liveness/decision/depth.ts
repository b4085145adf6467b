import type { FaceObservation } from '../../vision/observation.ts'
import type { Baseline } from './baseline.ts'
import { planarityResidual } from './planarity.ts'
import { squeeze } from './squeeze.ts'

/** What speaks for or against a solid head: how its landmarks moved when it turned. */
export interface Depth {
  /** Residuals of the best homography from the baseline, in frames of a completed turn that was asked for. */
  readonly turnResiduals: readonly number[]
  /** Frames in which, while a turn was asked for, a picture was turned and the head in it was not. */
  readonly flatFrames: number
}

export const initialDepth: Depth = { turnResiduals: [], flatFrames: 0 }

/** Frames of a turn that its depth is measured from, at least. */
export const TURNED_FRAMES_MIN = 2
const RESIDUALS_MAX = 24
/**
 * A picture is squeezed so by a turn of 25° and more, and what its landmarks do otherwise than a plane is noise. Real
 * heads that raise their brows, lean or nod are squeezed by as much, but bend by .017 and more (docs/evaluation.md).
 */
const SQUEEZE_MIN = 1.1
const FLAT_RESIDUAL_MAX = 0.012
const UNTURNED_YAW_DEGREES_MAX = 6

/** Adds a usable frame in which a turn is asked for. `turned`: it is at or beyond the point where it counts. */
export function trackDepth(known: Depth, face: FaceObservation, rest: Baseline, turned: boolean): Depth {
  if (turned) {
    if (known.turnResiduals.length >= RESIDUALS_MAX) return known
    const residual = planarityResidual(rest.rigidLandmarks, face.rigidLandmarks)
    return Number.isFinite(residual) ? { ...known, turnResiduals: [...known.turnResiduals, residual] } : known
  }
  const flat =
    Math.abs(face.pose.yawDegrees - rest.yawDegrees) <= UNTURNED_YAW_DEGREES_MAX &&
    squeeze(rest.rigidLandmarks, face.rigidLandmarks) >= SQUEEZE_MIN &&
    planarityResidual(rest.rigidLandmarks, face.rigidLandmarks) <= FLAT_RESIDUAL_MAX
  return flat ? { ...known, flatFrames: known.flatFrames + 1 } : known
}
