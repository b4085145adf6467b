import { EAR_SIDES, EYE_CORNERS, MIRRORED_PAIRS, NOSE_TIP } from './landmarks.ts'
import type { Pose } from './observation.ts'

/** The two raw measures that yaw and pitch are read from, the roll taken out. */
export interface RawPose {
  /** Angle of the lines between mirrored landmarks against the picture plane, by the mesh's own depth. */
  readonly yawDegrees: number
  /** How far the nose tip lies below the line between the ears, over the eye span, in percent. */
  readonly noseDropPercent: number
  readonly rollDegrees: number
}

/** Fitted by `node bench/calibrate-pose.ts` over rendered heads of known pose; docs/vision.md has the errors. */
export const POSE_CALIBRATION = { yawSlope: 0.9515, pitchAtZero: 7.188, pitchSlope: -0.639 } as const

/** Of 468 landmarks (x, y, z). Reliable within ±40° of yaw and ±25° of pitch. */
export function measurePose(points: Float32Array): Pose {
  const raw = measureRawPose(points)
  return {
    yawDegrees: POSE_CALIBRATION.yawSlope * raw.yawDegrees,
    pitchDegrees: POSE_CALIBRATION.pitchAtZero + POSE_CALIBRATION.pitchSlope * raw.noseDropPercent,
    rollDegrees: raw.rollDegrees,
  }
}

export function measureRawPose(points: Float32Array): RawPose {
  const between = (from: number, to: number, axis: number): number => points[to * 3 + axis]! - points[from * 3 + axis]!
  const [right, left] = [EYE_CORNERS.right.outer, EYE_CORNERS.left.outer]
  const roll = Math.atan2(between(right, left, 1), between(right, left, 0))
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)]
  const across = (from: number, to: number): number => between(from, to, 0) * cos + between(from, to, 1) * sin
  const down = (from: number, to: number): number => between(from, to, 1) * cos - between(from, to, 0) * sin
  const depthSum = MIRRORED_PAIRS.reduce((sum, [a, b]) => sum + between(a, b, 2), 0)
  const acrossSum = MIRRORED_PAIRS.reduce((sum, [a, b]) => sum + across(a, b), 0)
  const eyeSpan = Math.hypot(across(right, left), between(right, left, 2))
  const noseDrop = (down(EAR_SIDES.right, NOSE_TIP) + down(EAR_SIDES.left, NOSE_TIP)) / 2
  return {
    yawDegrees: degrees(Math.atan2(depthSum, acrossSum)),
    noseDropPercent: (100 * noseDrop) / eyeSpan,
    rollDegrees: degrees(roll),
  }
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI
}
