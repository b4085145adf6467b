import type { StepAction } from '../src/liveness/decision/challenge.ts'
import { bendPrint } from './bent-print.ts'
import { movement } from './drawn-movement.ts'
import type { DrawnSubject } from './drawn-subject.ts'
import { showOnScreen } from './show-on-screen.ts'

export const FRAMES_PER_SECOND = 10

/** Draws a person; who it is, how large and with which noise is the caller's. */
export type Draw = (given: Partial<DrawnSubject>) => Promise<Uint8Array<ArrayBuffer>>

export interface DrawnFilm {
  readonly frameCount: number
  readonly frame: (draw: Draw, index: number) => Promise<Uint8Array<ArrayBuffer>>
}

export const UNPROMPTED = ['talking', 'looking about', 'laughing'] as const
export type Unprompted = (typeof UNPROMPTED)[number]

const REST_FRAMES = 12
const MOVEMENT_FRAMES = 14
const BLINK_FRAMES = 7
const UNPROMPTED_FRAMES = 24
const LOOP: readonly StepAction[] = ['turn_left', 'look_up', 'smile']
const LOOP_MOVEMENT_FRAMES = 10
const LOOP_FRAMES = LOOP.length * LOOP_MOVEMENT_FRAMES
const SLIDE_FRAMES = 6
/** Some of the drawn mouths are modest. */
const FARTHEST: Readonly<Partial<Record<StepAction, number>>> = { smile: 1.35, open_mouth: 1.2 }

const sway = (index: number): Partial<DrawnSubject> => ({ centerX: 0.5 + 0.004 * Math.sin(index / 3) })

/** There and back in half a second each, the farthest for 0.3 s; from a frame at rest to one at rest. */
function wayAt(action: StepAction, index: number): number {
  if (action === 'blink') return index === 2 || index === 3 || index === 4 ? 1 : 0
  const way = Math.max(0, Math.min(1, index / 5, (MOVEMENT_FRAMES - 1 - index) / 5))
  return way * (FARTHEST[action] ?? 1)
}

/** One who does as asked: the clip of an action. */
export function obedientClip(action: StepAction): DrawnFilm {
  const frameCount = action === 'look_straight' ? REST_FRAMES : action === 'blink' ? BLINK_FRAMES : MOVEMENT_FRAMES
  return { frameCount, frame: (draw, index) => draw({ ...sway(index), ...movement(action, wayAt(action, index)) }) }
}

/** One who does as they like: two thirds of a second of rest, then that. */
export function unpromptedFilm(behavior: Unprompted): DrawnFilm {
  const posture = (index: number): Partial<DrawnSubject> => {
    const since = Math.max(0, index - 7)
    const far = Math.min(1, since / 4)
    if (behavior === 'talking')
      return { mouthOpening: 0.4 * far * Math.abs(Math.sin(since * 1.1)), yawDegrees: 3 * Math.sin(since / 4) }
    if (behavior === 'laughing')
      return { smile: far, mouthOpening: 0.35 * far, pitchDegrees: 4 * far * Math.sin(since * 0.9) }
    return { yawDegrees: 24 * Math.sin(since / 3), pitchDegrees: 6 * Math.sin(since / 5), blink: since === 9 ? 1 : 0 }
  }
  return { frameCount: UNPROMPTED_FRAMES, frame: (draw, index) => draw({ ...sway(index), ...posture(index) }) }
}

/** A photo in the hand: held, or turned or tilted as far as a head would be. */
export function photoFilm(moved: 'held' | 'turned' | 'tilted'): DrawnFilm {
  const frame = (draw: Draw, index: number) => {
    const far = moved === 'held' ? 0 : Math.min(1, wayAt('look_up', index))
    const photo = { yawDegrees: moved === 'turned' ? 40 * far : 0, pitchDegrees: moved === 'tilted' ? 28 * far : 0 }
    return draw({ photo, centerX: 0.5 + 0.01 * Math.sin(index / 2), rollDegrees: 1.5 * Math.sin(index / 4) })
  }
  return { frameCount: MOVEMENT_FRAMES, frame }
}

/** A print bent round a cylinder, shown from one side, or brought round to the other and back, as for `turn_left`. */
export function bentPrintFilm(moved: 'held' | 'turned'): DrawnFilm {
  const frame = async (draw: Draw, index: number) => {
    const far = moved === 'held' ? 0 : Math.min(1, wayAt('look_up', index))
    return bendPrint(await draw({}), -25 + 75 * far + Math.sin(index / 2))
  }
  return { frameCount: MOVEMENT_FRAMES, frame }
}

/** A recording of three movements, on a screen: two rounds of its loop. */
export const screenReplayFilm: DrawnFilm = {
  frameCount: 2 * LOOP_FRAMES,
  frame: async (draw, index) => {
    const action = LOOP[Math.floor((index % LOOP_FRAMES) / LOOP_MOVEMENT_FRAMES)]!
    const way = Math.sin((Math.PI * (index % LOOP_MOVEMENT_FRAMES)) / LOOP_MOVEMENT_FRAMES)
    return showOnScreen(await draw(movement(action, way)))
  },
}

/** A still of an action at its farthest. */
export function slideFilm(action: StepAction): DrawnFilm {
  return { frameCount: SLIDE_FRAMES, frame: (draw) => draw(movement(action, FARTHEST[action] ?? 1)) }
}
