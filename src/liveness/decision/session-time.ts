import type { Frame } from './frame.ts'

/**
 * A session's own time. Each process stamps frames with a steady clock of its own, and clocks differ: what is compared
 * within a session is the time that this makes of them.
 */
export interface SessionTime {
  /** The clocks that stamped its frames, and what is added to their times. */
  readonly clocks: readonly { readonly id: string; readonly offsetMs: number }[]
  /** The time of the last frame. It never runs backward. */
  readonly lastAtMs: number | null
  /** When the client says that it was taken, by the client's clock. */
  readonly lastCapturedAtMs: number | null
}

type Told = SessionTime & { readonly lastAtMs: number }

export const initialSessionTime: SessionTime = { clocks: [], lastAtMs: null, lastCapturedAtMs: null }

const CLOCKS_MAX = 8
/** What the client says of the time between two frames counts for so much, and only where nobody else can say it. */
const CLAIMED_MS_MAX = 1_000

/**
 * The session's time once a frame has arrived. How far apart two processes' clocks are is not known: from the last
 * frame of one to the first of the other so much time passes as the client says, within a second. Time in which the
 * server could take no frame does not pass.
 */
export function tellTime(before: SessionTime, frame: Frame): Told {
  const { clocks, lastAtMs } = before
  const { clockId, receivedAtMs, capturedAtMs, unservedMs = 0 } = frame
  const known = clocks.find(({ id }) => id === clockId)
  const offsetMs = known ? known.offsetMs - unservedMs : firstAt(before, frame) - receivedAtMs
  const others = clocks.filter(({ id }) => id !== clockId)
  return {
    clocks: [...others, { id: clockId, offsetMs }].slice(-CLOCKS_MAX),
    lastAtMs: Math.max(lastAtMs ?? receivedAtMs, receivedAtMs + offsetMs),
    lastCapturedAtMs: capturedAtMs,
  }
}

/** The session's time at the first frame that a clock stamps. */
function firstAt({ lastAtMs, lastCapturedAtMs }: SessionTime, { receivedAtMs, capturedAtMs }: Frame): number {
  if (lastAtMs === null) return receivedAtMs
  const claimedMs = capturedAtMs === null || lastCapturedAtMs === null ? 0 : capturedAtMs - lastCapturedAtMs
  return lastAtMs + Math.min(CLAIMED_MS_MAX, Math.max(0, claimedMs))
}

/** The session's time at a process's steady time; that of the last frame where it took none of the session's. */
export function timeAt({ clocks, lastAtMs }: SessionTime, clockId: string, steadyMs: number): number {
  const known = clocks.find(({ id }) => id === clockId)
  return Math.max(lastAtMs ?? steadyMs, known ? steadyMs + known.offsetMs : Number.NEGATIVE_INFINITY)
}

/** When the last frame came by a process's steady clock; null where that process took none of the session's. */
export function lastFrameAt({ clocks, lastAtMs }: SessionTime, clockId: string): number | null {
  const known = clocks.find(({ id }) => id === clockId)
  return known && lastAtMs !== null ? lastAtMs - known.offsetMs : null
}
