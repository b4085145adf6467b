import { FRAMES_MAX } from '../decision/progress.ts'

export const FRAMES_PER_SECOND_MAX = 30
/** Long enough that a camera of just that rate, on a network that bunches its frames a little, is within the limit. */
const WINDOW_SECONDS = 2

/** Of a frame that arrives: whether it is one too many. Only those of an attempt are limited in number. */
export type CountFrame = (nowMs: number, inAttempt: boolean) => boolean

/** Counts frames as they arrive, by a steady clock; the returned function is false from the first one too many on. */
export function countFrames(): CountFrame {
  const latest: number[] = []
  let total = 0
  return (nowMs, inAttempt) => {
    if (inAttempt && ++total > FRAMES_MAX) return false
    const full = latest.length >= FRAMES_PER_SECOND_MAX * WINDOW_SECONDS
    const oldest = full ? latest.shift()! : Number.NEGATIVE_INFINITY
    latest.push(nowMs)
    return nowMs - oldest >= WINDOW_SECONDS * 1000
  }
}
