import type { Frame } from './frame.ts'

/** What speaks for or against frames taken now, by a camera, for this session. */
export interface Freshness {
  readonly lastDigest: string | null
  /** The connection whose clock is being compared. */
  readonly source: string | null
  readonly clockRestarts: number
  readonly lastCapturedAtMs: number | null
  /**
   * Capture minus arrival of a connection's first frame, for each clock that stamps arrivals: clocks differ by a
   * constant and the time on the way.
   */
  readonly clockOffsets: readonly { readonly clockId: string; readonly offsetMs: number }[]
  readonly clockFaults: number
  readonly repeated: number
  readonly seenElsewhere: number
  readonly grid: readonly number[]
  readonly gridAtMs: number
  readonly stillMs: number
  readonly stillMsMax: number
}

export const initialFreshness: Freshness = {
  lastDigest: null,
  source: null,
  clockRestarts: 0,
  lastCapturedAtMs: null,
  clockOffsets: [],
  clockFaults: 0,
  repeated: 0,
  seenElsewhere: 0,
  grid: [],
  gridAtMs: 0,
  stillMs: 0,
  stillMsMax: 0,
}

/** A picture of the same session may come again by an error of a client or of a camera: from so many on, a replay. */
const REPEATED_FRAMES_MIN = 3
const STILL_MS_MAX = 6_000

export const isReplay = ({ repeated, seenElsewhere }: Freshness): boolean =>
  repeated >= REPEATED_FRAMES_MIN || seenElsewhere > 0

/** One is enough not to pass, and too few to accuse. */
export const isRepeated = ({ repeated }: Freshness): boolean => repeated > 0

export const isStill = ({ stillMsMax }: Freshness): boolean => !(stillMsMax <= STILL_MS_MAX)

/** A frame is on its way for up to so long: the first of a connection, which sets the offset, as well as any other. */
const WAY_MS_MAX = 5_000
/** Of so many processes the clocks are compared, each with the client's. */
const CLOCKS_MAX = 8
/** A client that connects again may have restarted its clock, so many times. */
const CLOCK_RESTARTS_MAX = 5
/**
 * Within seconds a living face moves one of 64 cells by more than this (3 and more measured); a camera’s noise moves
 * none (0.7).
 */
const MOVED_LUMINANCE_MIN = 1
/** In a face darker than this, less counts as movement, in proportion. */
const FULL_LIGHT = 128

/** Checks a frame's origin. `usable` is false where the picture must not count: sent before, or of another time. */
export function trackFreshness(known: Freshness, frame: Frame): { freshness: Freshness; usable: boolean } {
  const { digest, face } = frame.observation
  if (digest === known.lastDigest) return { freshness: known, usable: false }
  const clock = trackClock({ ...known, lastDigest: digest }, frame)
  // Every covered camera gives the same black picture: only one with a face in it shows a replay.
  if (frame.seen !== 'never' && !face) return refused(clock.freshness)
  if (frame.seen === 'this_session') return refused({ ...clock.freshness, repeated: known.repeated + 1 })
  if (frame.seen !== 'never') return refused({ ...clock.freshness, seenElsewhere: known.seenElsewhere + 1 })
  return clock
}

const refused = (freshness: Freshness) => ({ freshness, usable: false })

function trackClock(before: Freshness, frame: Frame) {
  const { capturedAtMs, receivedAtMs, clockId } = frame
  if (capturedAtMs === null) return { freshness: before, usable: true }
  const goesOn = before.source === frame.source || before.clockRestarts >= CLOCK_RESTARTS_MAX
  const known = goesOn ? before : restartClock(before, frame.source)
  const faulty = { ...known, clockFaults: known.clockFaults + 1 }
  if (!Number.isFinite(capturedAtMs)) return refused(faulty)
  // One step back is a clock that was set right; the times from then on are compared with each other.
  if (known.lastCapturedAtMs !== null && capturedAtMs <= known.lastCapturedAtMs)
    return refused({ ...faulty, clockOffsets: [], lastCapturedAtMs: capturedAtMs })
  const first = { clockId, offsetMs: capturedAtMs - receivedAtMs }
  const compared = known.clockOffsets.find((one) => one.clockId === clockId)
  const aheadMs = first.offsetMs - (compared ?? first).offsetMs
  if (!(aheadMs <= WAY_MS_MAX)) return refused(faulty)
  const clockOffsets = compared ? known.clockOffsets : [...known.clockOffsets, first].slice(-CLOCKS_MAX)
  return { freshness: { ...known, clockOffsets, lastCapturedAtMs: capturedAtMs }, usable: aheadMs >= -WAY_MS_MAX }
}

const restartClock = (before: Freshness, source: string | null): Freshness => ({
  ...before,
  source,
  clockRestarts: before.clockRestarts + (before.clockOffsets.length === 0 ? 0 : 1),
  clockOffsets: [],
  lastCapturedAtMs: null,
})

/** From one frame to another that came later it is not known whether the picture stood still. */
const WATCHED_MS_MAX = 1_000

/**
 * Tracks how long the picture stands still, over frames that show a face well: in the dark no movement can be measured.
 * Any other frame restarts the time, and it does not pass while frames are missing.
 */
export function trackStillness(known: Freshness, { observation, receivedAtMs }: Frame, usable: boolean): Freshness {
  const grid = usable ? observation.luminanceGrid : []
  const light = Math.min(1, (observation.face?.quality.brightness ?? 0) / FULL_LIGHT)
  const moved = grid.length !== known.grid.length || grid.some((cell, at) => differs(cell, known.grid[at]!, light))
  const restarted = { ...known, gridAtMs: receivedAtMs, stillMs: 0 }
  if (moved) return { ...restarted, grid: grid.map((cell) => Math.round(cell * 100) / 100) }
  if (grid.length === 0) return restarted
  const sinceMs = receivedAtMs - known.gridAtMs
  const stillMs = known.stillMs + (sinceMs <= WATCHED_MS_MAX ? sinceMs : 0)
  return { ...known, gridAtMs: receivedAtMs, stillMs, stillMsMax: Math.max(known.stillMsMax, stillMs) }
}

const differs = (a: number, b: number, light: number) => Math.abs(a - b) >= MOVED_LUMINANCE_MIN * light
