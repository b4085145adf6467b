import { type RefusalName, refuse } from '../../errors.ts'
import type { Observation } from '../../vision/observation.ts'
import type { VisionPool } from '../../vision/pool.ts'
import { isVisionError, type VisionErrorCode } from '../../vision/vision-error.ts'
import type { MeasurementPlan } from '../decision/plan-measurements.ts'

const SHORT_SIDE_PIXELS = { min: 240, max: 1080 }
const LONG_SIDE_PIXELS = { min: 320, max: 1920 }

const refusalOf: Readonly<Record<VisionErrorCode, RefusalName>> = {
  bad_image: 'bad_image',
  unsupported_media_type: 'bad_image',
  busy: 'busy',
  worker_failed: 'busy',
  closed: 'busy',
}

/**
 * Measures one frame. Refuses `bad_image` to what is no picture or not of a camera's size, and `busy` when the engine
 * has too much to do or failed: then the next frame is as good.
 */
export async function observeFrame(
  vision: Pick<VisionPool, 'observe'>,
  bytes: Uint8Array,
  plan: MeasurementPlan,
): Promise<Observation> {
  const pixelsMax = SHORT_SIDE_PIXELS.max * LONG_SIDE_PIXELS.max
  const observation = await vision.observe({ bytes, pixelsMax, ...plan }).catch((error: unknown) => {
    if (!isVisionError(error)) throw error
    throw refuse(refusalOf[error.code], { retryAfterSeconds: 1 })
  })
  const { widthPixels, heightPixels } = observation
  const sized =
    isWithin(SHORT_SIDE_PIXELS, Math.min(widthPixels, heightPixels)) &&
    isWithin(LONG_SIDE_PIXELS, Math.max(widthPixels, heightPixels))
  if (!sized) throw refuse('bad_image', { message: 'A frame has 320×240 to 1920×1080 pixels' })
  return observation
}

const isWithin = ({ min, max }: { min: number; max: number }, value: number) => value >= min && value <= max
