import type { StepAction } from '../liveness/decision/challenge.ts'
import type { Observation } from '../vision/observation.ts'
import type { Habit } from './data-set.ts'
import type { ObservedCamera } from './play-session.ts'

export interface ObservedFilm {
  readonly frames: readonly Observation[]
  readonly framesPerSecond: number
}

/** A film that follows no prompt, begun at one of its frames and played to and fro, so that no cut is in it. */
export function filmCamera({ frames, framesPerSecond }: ObservedFilm, fromFrame: number): ObservedCamera {
  return ({ atMs }) => frames[toAndFro(fromFrame + frameAt(atMs, framesPerSecond), frames.length)]!
}

/** People react to a prompt after so long. */
const REACTION_MS = { min: 300, span: 400 }
const TRY_AGAIN_MS = 700
const GLANCE_AFTER_MS = 300
const TALK_MS = 700
/** Too late to count. */
const LATE_ONCE_MS = 5_000

/** Of whom a camera shows clips, and how they behave besides doing as asked. */
export interface ObservedClips {
  readonly clips: { readonly [action in StepAction]?: ObservedFilm }
  readonly habits: readonly Habit[]
  /** Shown for so many seconds before anything else. */
  readonly atFirst?: ObservedFilm & { readonly seconds: number }
  /** Shown right after each step that is completed, whatever is asked for meanwhile. */
  readonly afterStep?: ObservedFilm
  readonly lateSeconds?: number
}

/**
 * Whoever does as asked, and shows other pictures at first, or after each step, where there are any for that.
 */
export function clipsCamera(shown: ObservedClips, randomBelow: (limit: number) => number): ObservedCamera {
  const camera = obedientCamera(shown, randomBelow)
  const { afterStep, atFirst } = shown
  if (atFirst) {
    const first = filmCamera(atFirst, 0)
    return (now) => (now.atMs < atFirst.seconds * 1000 ? first : camera)(now)
  }
  if (!afterStep) return camera
  let last: StepAction | null = 'look_straight'
  let doneAtMs = Number.POSITIVE_INFINITY
  return (now) => {
    if (now.shown === null && last !== null) doneAtMs = now.atMs
    last = now.shown
    const own = camera(now)
    return frameOf(afterStep, now.atMs - doneAtMs) ?? own
  }
}

/**
 * A person who does as asked: at rest the clip `look_straight` goes to and fro; when an action is asked its clip is
 * played from its first frame, and once more where that was not enough.
 */
function obedientCamera(
  { clips, habits, lateSeconds = 0 }: ObservedClips,
  randomBelow: (limit: number) => number,
): ObservedCamera {
  const rest = clips.look_straight!
  const talks = habits.includes('talks')
  const others = Object.keys(clips).filter((action) => action !== 'look_straight') as StepAction[]
  const atRest = (atMs: number): Observation =>
    (talks ? part(clips.open_mouth, atMs % TALK_MS, 0.5) : undefined) ??
    rest.frames[toAndFro(frameAt(atMs, rest.framesPerSecond), rest.frames.length)]!
  let last: StepAction | null = 'look_straight'
  let errs = habits.includes('one_wrong_movement')
  let misses = habits.includes('misses_one_step')
  let missing = false
  let lateOnceMs = habits.includes('begins_late_once') ? LATE_ONCE_MS : 0
  let wrong: StepAction | undefined
  let [reactionMs, glance, glanceMs]: [number, StepAction, number] = [0, 'turn_left', 0]
  return ({ shown, sinceMs, atMs }) => {
    if (last !== shown) {
      last = shown
      reactionMs = REACTION_MS.min + randomBelow(REACTION_MS.span) + lateSeconds * 1000
      const asked = shown !== null && shown !== 'look_straight'
      missing = asked && misses
      if (asked) [misses, lateOnceMs, reactionMs] = [false, 0, reactionMs + lateOnceMs]
      glance = randomBelow(2) === 0 ? 'turn_left' : 'turn_right'
      glanceMs = randomBelow(GLANCE_AFTER_MS)
      const unlike = others.filter((action) => action !== shown)
      wrong = errs && shown !== null && unlike.length > 0 ? unlike[randomBelow(unlike.length)] : undefined
      if (wrong) errs = false
    }
    if (shown === null)
      return (habits.includes('glances') ? part(clips[glance], sinceMs - glanceMs, 0.6) : undefined) ?? atRest(atMs)
    const first = wrong && clips[wrong]
    const clip = clips[shown]
    if (shown === 'look_straight' || !clip || missing) return atRest(atMs)
    const firstMs = first ? lastsMs(first) + TRY_AGAIN_MS : 0
    const movingMs = sinceMs - reactionMs
    if (first && movingMs < firstMs) return frameOf(first, movingMs) ?? atRest(atMs)
    return frameOf(clip, (movingMs - firstMs) % (lastsMs(clip) + TRY_AGAIN_MS)) ?? atRest(atMs)
  }
}

const lastsMs = ({ frames, framesPerSecond }: ObservedFilm) => (frames.length * 1000) / framesPerSecond

/** Of a clip so long after its beginning; undefined before and after it. */
const frameOf = ({ frames, framesPerSecond }: ObservedFilm, ms: number): Observation | undefined =>
  ms < 0 ? undefined : frames[frameAt(ms, framesPerSecond)]

/** A movement that goes only so far, and back. */
function part(clip: ObservedFilm | undefined, atMs: number, share: number): Observation | undefined {
  if (!clip || atMs < 0) return undefined
  const half = Math.floor((clip.frames.length * share) / 2)
  const index = frameAt(atMs, clip.framesPerSecond)
  if (index >= 2 * half) return undefined
  return clip.frames[index < half ? index : 2 * half - 1 - index]
}

const frameAt = (ms: number, framesPerSecond: number) => Math.floor((ms * framesPerSecond) / 1000 + 1e-6)

function toAndFro(index: number, count: number): number {
  if (count === 1) return 0
  const swing = index % (2 * count - 2)
  return swing < count ? swing : 2 * count - 2 - swing
}
