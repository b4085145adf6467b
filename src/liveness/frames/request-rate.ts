import { refuse } from '../../errors.ts'
import { type CountFrame, countFrames } from './frame-rate.ts'

const SESSIONS_MAX = 10_000
/**
 * Returns a function that refuses `too_many_requests` to a session that sends frames too fast, or too many, by requests
 * of their own.
 */
export function limitFrameRequests(): (sessionId: string, nowMs: number, inAttempt: boolean) => void {
  const counters = new Map<string, CountFrame>()
  return (sessionId, nowMs, inAttempt) => {
    const admit = counters.get(sessionId) ?? countFrames()
    counters.delete(sessionId)
    counters.set(sessionId, admit)
    if (counters.size > SESSIONS_MAX) counters.delete(counters.keys().next().value!)
    if (!admit(nowMs, inAttempt)) throw refuse('too_many_requests', { retryAfterSeconds: 1 })
  }
}
