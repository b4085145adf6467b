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

/**
 * A person who does as asked: at rest the clip `look_straight` goes to and fro; when an action is asked its clip is
 * played from its first frame, and once more where that was not enough.
 */
export function obedientCamera(
  clips: { readonly [action in StepAction]?: ObservedFilm },
  habits: readonly Habit[],
  randomBelow: (limit: number) => number,
): ObservedCamera {
  const rest = clips.look_straight!
  const restAt = (ms: number) => rest.frames[toAndFro(frameAt(ms, rest.framesPerSecond), rest.frames.length)]!
  const others = Object.keys(clips).filter((action) => action !== 'look_straight') as StepAction[]
  let erred: StepAction | null = null
  let last = ''
  let [reactionMs, glance, glanceMs]: [number, StepAction, number] = [0, 'turn_left', 0]
  return ({ shown, sinceMs, atMs }) => {
    if (last !== `${shown}`) {
      last = `${shown}`
      reactionMs = REACTION_MS.min + randomBelow(REACTION_MS.span)
      glance = randomBelow(2) === 0 ? 'turn_left' : 'turn_right'
      glanceMs = randomBelow(300)
    }
    if (shown === null && habits.includes('glances')) {
      const at = part(clips[glance], sinceMs - glanceMs, 0.6)
      if (at) return at
    }
    if (habits.includes('talks') && (shown === null || shown === 'look_straight' || atMs % 1000 < 400)) {
      const at = part(clips.open_mouth, atMs % 700, 0.5)
      if (at) return at
    }
    if (shown === null || shown === 'look_straight') return restAt(atMs)
    let action: StepAction = shown
    if (habits.includes('one_wrong_movement') && (erred === null || erred === shown) && sinceMs < 3000) {
      const unlike = others.filter((one) => one !== shown)
      erred = shown
      action = unlike[shown.length % unlike.length]!
    }
    const clip = clips[action]
    if (!clip) return restAt(atMs)
    const lastsMs = (clip.frames.length * 1000) / clip.framesPerSecond
    const intoMs = (sinceMs - reactionMs) % (lastsMs + TRY_AGAIN_MS)
    if (intoMs < 0 || intoMs >= lastsMs) return restAt(atMs)
    return clip.frames[frameAt(intoMs, clip.framesPerSecond)]!
  }
}

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
