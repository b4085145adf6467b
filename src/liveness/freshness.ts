import type { Frame } from './frame.ts'

/** What speaks for or against frames taken now, by a camera, for this session. */
export interface Freshness {
  readonly lastDigest: string | null
  readonly lastCapturedAtMs: number | null
  /** Capture minus arrival of the first frame: clocks may differ, but only by a constant and the time on the way. */
  readonly clockOffsetMs: number | null
  readonly clockFaults: number
  readonly repeated: number
  readonly seenElsewhere: number
  readonly grid: readonly number[]
  readonly gridSinceMs: number
  readonly stillMsMax: number
}

export const unproven: Freshness = {
  lastDigest: null,
  lastCapturedAtMs: null,
  clockOffsetMs: null,
  clockFaults: 0,
  repeated: 0,
  seenElsewhere: 0,
  grid: [],
  gridSinceMs: 0,
  stillMsMax: 0,
}

const AHEAD_MS_MAX = 2_000
const BEHIND_MS_MAX = 5_000
/** Within seconds a living face moves one of 64 cells by more than this (3 and more measured); a camera’s noise moves none (0.7). */
const MOVED_LUMINANCE_MIN = 1
/** In a face darker than this, less counts as movement, in proportion. */
const FULL_LIGHT = 128

/** Looks at a frame's origin. `usable` is false where the picture must not count: sent before, or of another time. */
export function trackFreshness(known: Freshness, frame: Frame): { freshness: Freshness; usable: boolean } {
  const { digest } = frame.observation
  if (digest === known.lastDigest) return { freshness: known, usable: false }
  const clock = trackClock({ ...known, lastDigest: digest }, frame)
  if (frame.seen === 'this_session') return refused({ ...clock.freshness, repeated: known.repeated + 1 })
  if (frame.seen !== 'never') return refused({ ...clock.freshness, seenElsewhere: known.seenElsewhere + 1 })
  return clock
}

const refused = (freshness: Freshness) => ({ freshness, usable: false })

function trackClock(known: Freshness, { capturedAtMs, receivedAtMs }: Frame) {
  if (capturedAtMs === null) return { freshness: known, usable: true }
  const faulty = { ...known, clockFaults: known.clockFaults + 1 }
  const grows = known.lastCapturedAtMs === null || capturedAtMs > known.lastCapturedAtMs
  if (!grows || !Number.isFinite(capturedAtMs)) return refused(faulty)
  const clockOffsetMs = known.clockOffsetMs ?? capturedAtMs - receivedAtMs
  const aheadMs = capturedAtMs - receivedAtMs - clockOffsetMs
  if (!(aheadMs <= AHEAD_MS_MAX)) return refused(faulty)
  return { freshness: { ...known, clockOffsetMs, lastCapturedAtMs: capturedAtMs }, usable: aheadMs >= -BEHIND_MS_MAX }
}

/**
 * Follows how long the picture stands still, over frames that show a face well: in the dark nothing can be seen to move.
 * A frame that does not starts the time anew.
 */
export function trackStillness(known: Freshness, { observation, receivedAtMs }: Frame, seenWell: boolean): Freshness {
  const grid = seenWell ? observation.luminanceGrid : []
  const light = Math.min(1, (observation.face?.quality.brightness ?? 0) / FULL_LIGHT)
  const moved = grid.length !== known.grid.length || grid.some((cell, at) => differs(cell, known.grid[at]!, light))
  if (moved) return { ...known, grid: grid.map((cell) => Math.round(cell * 100) / 100), gridSinceMs: receivedAtMs }
  if (grid.length === 0) return { ...known, gridSinceMs: receivedAtMs }
  return { ...known, stillMsMax: Math.max(known.stillMsMax, receivedAtMs - known.gridSinceMs) }
}

const differs = (a: number, b: number, light: number) => Math.abs(a - b) >= MOVED_LUMINANCE_MIN * light
