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
}

type Told = SessionTime & { readonly lastAtMs: number }

export const initialSessionTime: SessionTime = { clocks: [], lastAtMs: null }

const CLOCKS_MAX = 8

/**
 * The session's time once a frame has arrived. From the last frame of one process to the first of another no time
 * passes: how far apart their clocks are is not known, so that nothing may rest on it. Nor does the time pass in which
 * the server could take no frame.
 */
export function tellTime({ clocks, lastAtMs }: SessionTime, { clockId, receivedAtMs, unservedMs = 0 }: Frame): Told {
  const known = clocks.find(({ id }) => id === clockId)
  const offsetMs = known ? known.offsetMs - unservedMs : (lastAtMs ?? receivedAtMs) - receivedAtMs
  const others = clocks.filter(({ id }) => id !== clockId)
  return {
    clocks: [...others, { id: clockId, offsetMs }].slice(-CLOCKS_MAX),
    lastAtMs: Math.max(lastAtMs ?? receivedAtMs, receivedAtMs + offsetMs),
  }
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
