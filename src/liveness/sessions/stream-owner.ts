import type { LivenessSession } from './session.ts'

/** A connection that showed no sign of life for so long may be replaced by another. */
const SILENT_MS_MAX = 3_000
/** Processes' clocks differ a little. What lies further ahead was written before the clock was set back. */
const AHEAD_MS_MAX = 5_000

/** When a connection must have shown a sign of life to have its session's stream now. */
export const streamAlive = (now: number) => ({ since: now - SILENT_MS_MAX, until: now + AHEAD_MS_MAX })

/** Whether a frame comes by another way than the connection that streams the session now. */
export function isStreamTaken(
  { streamId: owner, streamSeenAt }: Pick<LivenessSession, 'streamId' | 'streamSeenAt'>,
  streamId: string | null,
  now: number,
): boolean {
  if (streamId !== null) return owner !== streamId
  const { since, until } = streamAlive(now)
  return owner !== null && streamSeenAt !== null && streamSeenAt >= since && streamSeenAt <= until
}
