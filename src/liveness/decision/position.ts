import type { FaceObservation, Observation } from '../../vision/observation.ts'

/** Left and right are the person's own: in a picture that is not mirrored, the person's left is on its right side. */
export type PositionFault = 'too_high' | 'too_low' | 'too_left' | 'too_right'

const IN_VIEW_MIN = 0.95
/**
 * Where the middle of the face may be in positioning, of the picture's width and height. Over twelve films of real
 * people who look straight it is at 0.39 to 0.61 across and 0.42 to 0.78 down.
 */
const MIDDLE = { across: { min: 0.3, max: 0.7 }, down: { min: 0.25, max: 0.8 } }

/** Where a face is too far from the middle of the picture, or partly outside; null where it is neither. */
export function findPositionFault(
  { box, quality }: Pick<FaceObservation, 'box' | 'quality'>,
  { widthPixels, heightPixels }: Pick<Observation, 'widthPixels' | 'heightPixels'>,
  positioning: boolean,
): PositionFault | null {
  const across = (box.x + box.width / 2) / widthPixels
  const down = (box.y + box.height / 2) / heightPixels
  if (!(quality.inView >= IN_VIEW_MIN)) {
    const overflows = [
      ['too_high', -box.y / heightPixels],
      ['too_low', (box.y + box.height) / heightPixels - 1],
      ['too_right', -box.x / widthPixels],
      ['too_left', (box.x + box.width) / widthPixels - 1],
    ] as const
    return overflows.reduce((most, one) => (one[1] > most[1] ? one : most))[0]
  }
  if (!positioning) return null
  if (!(down >= MIDDLE.down.min)) return 'too_high'
  if (!(down <= MIDDLE.down.max)) return 'too_low'
  if (!(across >= MIDDLE.across.min)) return 'too_right'
  return across <= MIDDLE.across.max ? null : 'too_left'
}
