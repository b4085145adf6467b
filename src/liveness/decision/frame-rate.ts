import type { Progress } from './progress.ts'

/** Fewer a second do not show a movement on its way there and back. */
export const FRAME_RATE_MIN = 2

/** Whether the attempt's frames came too seldom. */
export const isTooSlow = (progress: Progress): boolean => (framesPerSecond(progress) ?? FRAME_RATE_MIN) < FRAME_RATE_MIN

/** Where frames come as often, the first one of a movement is followed by others in which faces can be compared. */
const OFTEN_FRAMES_PER_SECOND = 7

export const isOften = (progress: Progress): boolean => (framesPerSecond(progress) ?? 0) >= OFTEN_FRAMES_PER_SECOND

/** Of the attempt’s frames, without its interruptions; null where nothing of it can be told. */
export function framesPerSecond(progress: Progress): number | null {
  const { attempt, time, interruptions } = progress
  if (!attempt || time.lastAtMs === null) return null
  const streamedMs = time.lastAtMs - attempt.begunAtMs - interruptions.totalMs
  const evaluated = evaluatedFrames(progress)
  return evaluated > 0 && streamedMs > 0 ? (evaluated * 1000) / streamedMs : null
}

export function evaluatedFrames({ frames, attempt }: Progress): number {
  const before = attempt?.framesBefore ?? { received: 0, rejected: 0 }
  return frames.received - before.received - (frames.rejected - before.rejected)
}
