import { isOpen, type LivenessSession } from './session.ts'

/** The session as it counts at a time: past its end it is expired, whether that was written down yet or not. */
export function asOf(session: LivenessSession, now: number): LivenessSession {
  if (!isOpen(session) || session.expiresAt > now) return session
  return { ...session, state: 'expired', verdict: 'inconclusive', endedAt: session.expiresAt, progress: null }
}
