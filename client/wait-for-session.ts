import { pause } from './pause.ts'
import type { Session } from './types.ts'

/** How long the server is asked to hold one answer. */
const HOLD_SECONDS_MAX = 25
const WAIT_SECONDS_MAX = 3_600
/** Between two questions to a server that answers at once. */
const POLL_MS = 1_000

/**
 * The session once it is over (`decided`, `expired` or `cancelled`), or as it is when the time is up. A server that
 * answers early is asked again, at most once a second.
 *
 * @param read asks for the session; the answer may be held for so many seconds
 */
export async function waitForSession(
  read: (holdSeconds: number) => Promise<Session>,
  seconds: number,
  signal?: AbortSignal,
): Promise<Session> {
  if (!(seconds >= 0 && seconds <= WAIT_SECONDS_MAX)) throw new RangeError(`seconds must be 0 to ${WAIT_SECONDS_MAX}`)
  const endMs = performance.now() + seconds * 1000
  for (;;) {
    const askedMs = performance.now()
    const session = await read(Math.max(0, Math.min(HOLD_SECONDS_MAX, Math.ceil((endMs - askedMs) / 1000))))
    const isOver = session.state !== 'waiting' && session.state !== 'running'
    const leftMs = endMs - performance.now()
    if (isOver || leftMs <= 0) return session
    await pause(Math.min(leftMs, Math.max(0, askedMs + POLL_MS - performance.now())), signal)
  }
}
