import { EYE_CORNERS, INNER_LIPS, LIP_CORNERS } from './landmarks.ts'

/**
 * Lip corner distance and inner lip gap, both over the eye span, in three dimensions so that turning the head changes
 * little.
 */
export function measureMouth(points: Float32Array): { mouthWidth: number; mouthOpening: number } {
  const distance = (a: number, b: number): number =>
    Math.hypot(...[0, 1, 2].map((axis) => points[b * 3 + axis]! - points[a * 3 + axis]!))
  const eyeSpan = distance(EYE_CORNERS.right.outer, EYE_CORNERS.left.outer)
  return {
    mouthWidth: distance(LIP_CORNERS.right, LIP_CORNERS.left) / eyeSpan,
    mouthOpening: distance(INNER_LIPS.upper, INNER_LIPS.lower) / eyeSpan,
  }
}
