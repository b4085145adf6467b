import { type Guidance, guidanceCodes } from './guidance.ts'
import type { Progress } from './progress.ts'

/** What became of a measured frame: it was used, or why not. */
export type FrameOutcome = 'used' | Guidance | 'not_fresh' | 'other_face'

/**
 * What a frame came to, by the progress before and after it. `not_fresh`: the same picture again, or a capture time
 * that can’t be. `other_face`: a face that is not the one of the frames around it.
 */
export function frameOutcome(before: Progress, after: Progress): FrameOutcome {
  if (after.frames.used > before.frames.used) return 'used'
  if (after.frames.rejected > before.frames.rejected) return 'not_fresh'
  return guidanceCodes.find((code) => (after.faults[code] ?? 0) > (before.faults[code] ?? 0)) ?? 'other_face'
}
