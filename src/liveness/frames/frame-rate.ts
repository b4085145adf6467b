import { FRAMES_MAX } from '../decision/progress.ts'

export const FRAMES_PER_SECOND_MAX = 30
/** Long enough that a camera of just that rate, on a network that bunches its frames a little, is within the limit. */
const WINDOW_SECONDS = 2

/** Counts frames as they arrive; the returned function is false from the first one too many on. */
export function countFrames(): (nowMs: number) => boolean {
  const latest: number[] = []
  let total = 0
  return (nowMs) => {
    if (++total > FRAMES_MAX) return false
    const full = latest.length >= FRAMES_PER_SECOND_MAX * WINDOW_SECONDS
    const oldest = full ? latest.shift()! : Number.NEGATIVE_INFINITY
    latest.push(nowMs)
    return nowMs - oldest >= WINDOW_SECONDS * 1000
  }
}
