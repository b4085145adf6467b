import type { LivenessSession } from './session.ts'

/** A connection that showed no sign of life for so long may be replaced by another. */
export const STREAM_SILENT_MS_MAX = 3_000

/** Whether a frame comes by another way than the connection that streams the session now. */
export function isStreamTaken(
  { streamId: owner, streamSeenAt }: Pick<LivenessSession, 'streamId' | 'streamSeenAt'>,
  { streamId, receivedAtMs }: { readonly streamId: string | null; readonly receivedAtMs: number },
): boolean {
  if (streamId !== null) return owner !== streamId
  return owner !== null && streamSeenAt !== null && receivedAtMs - streamSeenAt < STREAM_SILENT_MS_MAX
}
