import type { FaceObservation, FaceQuality, Observation } from '../../vision/observation.ts'
import { findPositionFault } from './position.ts'

/** What the person could do better, by code; left and right are the person's own. */
export const guidanceMessages = {
  no_face: 'Move your face into view',
  many_faces: 'Only one person may be in view',
  too_far: 'Come closer',
  too_close: 'Move back a little',
  too_high: 'Move down a little',
  too_low: 'Move up a little',
  too_left: 'Move a little to your right',
  too_right: 'Move a little to your left',
  too_dark: 'Find more light',
  too_bright: 'Find softer light',
  blurred: 'Hold the camera still and wipe its lens',
  hold_still: 'Look straight and hold still',
  turn_more: 'A little further',
  smile_more: 'A bigger smile',
  open_more: 'Open your mouth wider',
  blink_now: 'Close both eyes, then open them',
  slower: 'A little slower',
  other_way: 'The other way',
  begin: 'Begin now',
  ok: 'Good',
} as const
export type Guidance = keyof typeof guidanceMessages
export const guidanceCodes = Object.keys(guidanceMessages) as Guidance[]

const CONFIDENCE_MIN = 0.5
const FACE_SIZE_MIN = 0.2
const FACE_SIZE_MAX = 0.95
/** Below, poses, eyes and mouths are measured too far from what they are: docs/decisions/0031-light-in-the-face.md. */
const CONTRAST_OVER_GRAIN_MIN = 6
const DETAIL_MIN = 0.12
/** What 8 bits and JPEG blur of a luminance, however little noise there is. */
const STEP = 1
/** Above, most of the face is white, whatever the skin. */
const BRIGHTNESS_MAX = 245
const MIDDLE_BRIGHTNESS = 128
/** For measurements of an earlier release, which have neither contrast, grain nor detail. */
const EARLIER_BRIGHTNESS = { min: 35, max: 235 }
const EVENNESS_MIN = 0.4
const SHARPNESS_MIN = 20

/**
 * Why a face can't be used, or null when it can: large enough, in view, lit and sharp; in positioning near the middle,
 * too.
 */
export function findFault(
  { face, ...picture }: Pick<Observation, 'face' | 'widthPixels' | 'heightPixels'>,
  positioning = false,
): Guidance | null {
  if (!face || !isMeasured(face) || !(face.confidence >= CONFIDENCE_MIN)) return 'no_face'
  const { faceSize } = face.quality
  if (!(faceSize >= FACE_SIZE_MIN)) return 'too_far'
  if (!(faceSize <= FACE_SIZE_MAX)) return 'too_close'
  return findPositionFault(face, picture, positioning) ?? findLightFault(face.quality)
}

/** Below, nobody would be seen in the whole picture. */
const DARK_PICTURE_LUMINANCE_MAX = 20

/** What the person hears of a fault: where it is too dark to find a face, that is what is in the way. */
export function guidanceFor(fault: Guidance, { luminanceGrid }: Pick<Observation, 'luminanceGrid'>): Guidance {
  if (fault !== 'no_face') return fault
  const mean = luminanceGrid.reduce((sum, value) => sum + value, 0) / luminanceGrid.length
  return mean < DARK_PICTURE_LUMINANCE_MAX ? 'too_dark' : fault
}

/**
 * Whether a face can be told from the noise, by the contrast within it: a bound on its luminance would be one on its
 * skin.
 */
function findLightFault({ contrast, grain, detail, ...earlier }: FaceQuality): Guidance | null {
  if (contrast === undefined || grain === undefined || detail === undefined) return findLightFaultByMeans(earlier)
  if (!(earlier.brightness <= BRIGHTNESS_MAX)) return 'too_bright'
  if (!(contrast >= CONTRAST_OVER_GRAIN_MIN * Math.hypot(grain, STEP)))
    return earlier.brightness > MIDDLE_BRIGHTNESS ? 'too_bright' : 'too_dark'
  return detail >= DETAIL_MIN ? null : 'blurred'
}

function findLightFaultByMeans({
  brightness,
  evenness,
  sharpness,
}: Pick<FaceQuality, 'brightness' | 'evenness' | 'sharpness'>): Guidance | null {
  if (!(brightness >= EARLIER_BRIGHTNESS.min && evenness >= EVENNESS_MIN)) return 'too_dark'
  if (!(brightness <= EARLIER_BRIGHTNESS.max)) return 'too_bright'
  return sharpness >= SHARPNESS_MIN ? null : 'blurred'
}

/** Whether every number that a decision rests on is there and finite. */
function isMeasured(face: FaceObservation): boolean {
  const { confidence, box, crop, pose, eyeOpening, mouthWidth, mouthOpening, quality, rigidLandmarks } = face
  return [
    ...[confidence, box.x, box.y, box.width, box.height, pose.yawDegrees, pose.pitchDegrees, pose.rollDegrees],
    ...[crop.centerX, crop.centerY, crop.size],
    ...[eyeOpening.left, eyeOpening.right, mouthWidth, mouthOpening],
    ...[quality.faceSize, quality.sharpness, quality.brightness, quality.evenness, quality.inView],
    ...[quality.contrast, quality.grain, quality.detail].filter((value) => value !== undefined),
    ...rigidLandmarks,
  ].every(Number.isFinite)
}
