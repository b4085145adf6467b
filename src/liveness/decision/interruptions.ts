import type { Frame } from './frame.ts'
import type { Progress } from './progress.ts'

/** The times in which no frame came: a line that stalled or broke, or a camera that took no pictures. */
export interface Interruptions {
  readonly count: number
  readonly totalMs: number
}

interface Interruption {
  readonly by: 'camera' | 'line'
  readonly gapMs: number
}

/** From here on a gap between two frames is an interruption, so many times a session. */
const INTERRUPTION_MS_MIN = 3_000
const INTERRUPTIONS_MAX = 3

/**
 * The interruption that a frame ends, in an attempt. The camera took no pictures where, on a connection that stood,
 * their own times are as far apart: a page that was left, or a camera taken away. Else it was the line.
 */
export function findInterruption({ attempt, freshness, time }: Progress, frame: Frame): Interruption | null {
  const { lastAtMs, lastCapturedAtMs } = time
  const gapMs = lastAtMs === null ? 0 : frame.receivedAtMs - lastAtMs
  if (!attempt || gapMs < INTERRUPTION_MS_MIN) return null
  const captureGapMs =
    frame.capturedAtMs === null || lastCapturedAtMs === null ? 0 : frame.capturedAtMs - lastCapturedAtMs
  const stood = freshness.source === frame.source
  return { by: stood && captureGapMs >= INTERRUPTION_MS_MIN ? 'camera' : 'line', gapMs }
}

export const countInterruption = (known: Interruptions, found: Interruption | null): Interruptions =>
  found && known.count < INTERRUPTIONS_MAX ? { count: known.count + 1, totalMs: known.totalMs + found.gapMs } : known
