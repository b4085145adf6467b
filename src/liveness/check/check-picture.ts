import { refuse } from '../../errors.ts'
import type { VisionPool } from '../../vision/pool.ts'
import { isVisionError, type VisionErrorCode } from '../../vision/vision-error.ts'
import type { Policy } from '../decision/policy.ts'
import { type CheckOutcome, checkVerdict } from './picture-verdict.ts'

export const CHECK_BYTES_MAX = 6 * 1024 * 1024

const REFUSALS = {
  bad_image: 'bad_image',
  unsupported_media_type: 'not_picture',
  busy: 'busy',
  worker_failed: 'busy',
  closed: 'busy',
} as const satisfies Readonly<Record<VisionErrorCode, string>>

/**
 * Examines one picture. Refuses `bad_image`, `not_picture`, and `busy` when the engine has too much to do or failed.
 */
export async function checkPicture(
  vision: Pick<VisionPool, 'examine'>,
  bytes: Uint8Array,
  policy: Policy,
): Promise<CheckOutcome> {
  try {
    return checkVerdict(await vision.examine({ bytes, describe: false, presentationAttack: true }), policy)
  } catch (error) {
    if (!isVisionError(error)) throw error
    const retry = REFUSALS[error.code] === 'busy' ? { retryAfterSeconds: 1 } : { message: error.message }
    throw refuse(REFUSALS[error.code], retry)
  }
}
