import type { Progress } from './progress.ts'

/** A posture that an earlier session noted, so long after its attempt began. */
export interface EarlierPosture {
  readonly sessionId: string
  readonly atMs: number
}

/** An earlier session of which postures came again. */
interface EarlierSession {
  readonly sessionId: string
  /** Those found within the last second and a half: when they were noted there, and when they were found here. */
  readonly found: readonly { readonly atMs: number; readonly foundAtMs: number }[]
  /** When those were noted that came again at the pace that they had there. */
  readonly followed: readonly number[]
}
export type EarlierSessions = readonly EarlierSession[]

/** So often is one noted, of the frames used. */
const NOTED_EVERY_MS = 200
/** Of people who sat before a camera for both halves of a film at most 5 did (docs/decisions/0016). */
const FOLLOWED_MIN = 8
const WITHIN_MS = 1_500
/** Frames are on their way for different times, and a film may be played at another rate. */
const PACE_MS_MAX = 250
const SESSIONS_MAX = 16

/**
 * Whether the posture of the next frame is compared with those of earlier sessions: of every one of an attempt, for a
 * client could fill a smaller number with pictures that say nothing.
 */
export const comparesPosture = ({ attempt }: Progress): boolean => attempt !== null

/** When in the attempt the posture of a frame is to be noted, in whole ms; null where it is not. */
export function notePostureAt(before: Progress, { attempt, frames, time }: Progress): number | null {
  if (!before.attempt || !attempt || frames.used === before.frames.used) return null
  const [lastMs, nowMs] = [before.time, time].map(({ lastAtMs }) => lastAtMs! - attempt.begunAtMs) as [number, number]
  return Math.floor(nowMs / NOTED_EVERY_MS) > Math.floor(lastMs / NOTED_EVERY_MS) ? Math.round(nowMs) : null
}

/**
 * Notes which postures of earlier sessions a frame shows again. One says nothing, for a face at rest often comes back
 * to the same. A film shows one after the other at the pace that it had, forward or backward.
 */
export function trackEarlierSessions(
  known: EarlierSessions,
  alike: readonly EarlierPosture[],
  nowMs: number,
): EarlierSessions {
  if (alike.length === 0) return known
  const found = Map.groupBy(alike, ({ sessionId }) => sessionId)
  const others = known.filter(({ sessionId }) => !found.has(sessionId))
  const tracked = Array.from(found, ([sessionId, postures]) => {
    const earlier = known.find((one) => one.sessionId === sessionId) ?? { sessionId, found: [], followed: [] }
    const times = postures.map(({ atMs }) => atMs)
    return trackEarlierSession(earlier, times, nowMs)
  })
  const least = [...others, ...tracked].toSorted((a, b) => a.followed.length - b.followed.length)
  return least.slice(-SESSIONS_MAX)
}

function trackEarlierSession(known: EarlierSession, times: readonly number[], nowMs: number): EarlierSession {
  const recent = known.found.filter(({ foundAtMs }) => nowMs - foundAtMs <= WITHIN_MS)
  const followed = new Set(known.followed)
  for (const atMs of times)
    for (const one of recent)
      if (atMs !== one.atMs && keepsPace(Math.abs(atMs - one.atMs), nowMs - one.foundAtMs))
        followed.add(one.atMs).add(atMs)
  return {
    ...known,
    found: [...recent, ...times.map((atMs) => ({ atMs, foundAtMs: nowMs }))],
    followed: [...followed].slice(-FOLLOWED_MIN),
  }
}

const keepsPace = (thereMs: number, hereMs: number) => hereMs > 0 && Math.abs(thereMs - hereMs) <= PACE_MS_MAX

/** Whether what was shown is a film of what an earlier session showed. */
export const isRecognized = (sessions: EarlierSessions): boolean =>
  sessions.some(({ followed }) => followed.length >= FOLLOWED_MIN)
