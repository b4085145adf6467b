import type { FaceObservation } from '../../vision/observation.ts'
import type { Baseline } from './baseline.ts'
import { isAtRest } from './movement.ts'
import { planarityResidual } from './planarity.ts'

/** What speaks for or against a solid head: how its landmarks moved when it turned. */
export interface Depth {
  /** Residuals of the best homography from the baseline, in frames of a completed turn that was asked for. */
  readonly turnResiduals: readonly number[]
  /** Frames in which the face was squeezed as a tilted picture is, while the head in it did not turn. */
  readonly flatFrames: number
}

export const initialDepth: Depth = { turnResiduals: [], flatFrames: 0 }

/** Frames of a turn that its depth is measured from, at least. */
export const TURNED_FRAMES_MIN = 2
const RESIDUALS_MAX = 24
/** A picture is squeezed so by a tilt of 24° and more; a head at rest is not, by any expression (1.04 measured). */
const SQUEEZE_MIN = 1.075
const UNTURNED_YAW_DEGREES_MAX = 6
const UNTURNED_PITCH_DEGREES_MAX = 5

/** Adds a usable frame. `turned`: an asked-for turn is at or beyond the point where it counts. */
export function trackDepth(known: Depth, face: FaceObservation, rest: Baseline, turned: boolean): Depth {
  if (turned) {
    if (known.turnResiduals.length >= RESIDUALS_MAX) return known
    const residual = planarityResidual(rest.rigidLandmarks, face.rigidLandmarks)
    return Number.isFinite(residual) ? { ...known, turnResiduals: [...known.turnResiduals, residual] } : known
  }
  const unturned =
    Math.abs(face.pose.yawDegrees - rest.yawDegrees) <= UNTURNED_YAW_DEGREES_MAX &&
    Math.abs(face.pose.pitchDegrees - rest.pitchDegrees) <= UNTURNED_PITCH_DEGREES_MAX &&
    isAtRest(face, rest)
  const flat = unturned && squeeze(rest.rigidLandmarks, face.rigidLandmarks) >= SQUEEZE_MIN
  return flat ? { ...known, flatFrames: known.flatFrames + 1 } : known
}

/**
 * How unequally the best affine map from one set of points to another stretches the plane: the ratio of its singular
 * values, 1 for any shift, turn or zoom, 1 / cos(angle) for a picture tilted by an angle. NaN of fewer than 3 points.
 */
function squeeze(from: readonly number[], to: readonly number[]): number {
  const [a, b] = [center(from), center(to)]
  let [xx, xy, yy, ux, uy, vx, vy] = [0, 0, 0, 0, 0, 0, 0]
  for (let index = 0; index < a.length; index += 2) {
    const [x, y, u, v] = [a[index]!, a[index + 1]!, b[index] ?? Number.NaN, b[index + 1] ?? Number.NaN]
    xx += x * x
    xy += x * y
    yy += y * y
    ux += u * x
    uy += u * y
    vx += v * x
    vy += v * y
  }
  const determinant = xx * yy - xy * xy
  const m = [ux * yy - uy * xy, uy * xx - ux * xy, vx * yy - vy * xy, vy * xx - vx * xy].map(
    (each) => each / determinant,
  )
  const [p, q, r, s] = m as [number, number, number, number]
  const sum = Math.hypot(p + s, q - r)
  const difference = Math.hypot(p - s, q + r)
  return (sum + difference) / Math.abs(sum - difference)
}

function center(points: readonly number[]): number[] {
  const count = points.length / 2
  let [sumX, sumY] = [0, 0]
  for (let index = 0; index < points.length; index += 2) {
    sumX += points[index]!
    sumY += points[index + 1]!
  }
  return points.map((value, index) => value - (index % 2 === 0 ? sumX : sumY) / count)
}
