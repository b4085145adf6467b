import type { FaceObservation } from '../../vision/observation.ts'

/** Measured on real people at rest: 0.41 and more, glasses or not; behind dark glasses or a reflection at most 0.2. */
const EYE_VISIBLE_MIN = 0.25
/** Measured on real people: 0.24 and more; under a surgical mask, even one of the skin's color, at most 0.13. */
const MOUTH_VISIBLE_MIN = 0.15

/**
 * Whether both eyes can be measured: no dark glass, no reflection and no hair before either. A frame may say no of the
 * far eye of a turned head, or of an eye that is closed: what counts is most of the frames at rest.
 */
export function areEyesVisible({ eyesVisible }: Pick<FaceObservation, 'eyesVisible'>): boolean {
  return eyesVisible === undefined || Math.min(eyesVisible.left, eyesVisible.right) >= EYE_VISIBLE_MIN
}

/** Whether the mouth can be measured: nothing covers it. */
export function isMouthVisible({ mouthVisible }: Pick<FaceObservation, 'mouthVisible'>): boolean {
  return mouthVisible === undefined || mouthVisible >= MOUTH_VISIBLE_MIN
}
