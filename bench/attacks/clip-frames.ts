import { movement } from '../../examples/drawn-movement.ts'
import type { DrawnSubject } from '../../examples/drawn-subject.ts'
import type { StepAction } from '../../src/liveness/decision/challenge.ts'

export const FRAMES_PER_SECOND = 10
const REST_FRAMES = 8
const MOVEMENT_FRAMES = 12
const BLINK_FRAMES = 7
/** Frames from rest to the farthest, and back. */
const WAY_FRAMES = 4
/** Some of the drawn mouths are modest. */
const FARTHEST: Readonly<Partial<Record<StepAction, number>>> = { smile: 1.35, open_mouth: 1.2 }

export interface ClipFrame {
  readonly index: number
  /** How far the movement has gone, 0 … 1. */
  readonly way: number
  /** Nobody is still: of the picture's width. */
  readonly sway: number
}

/** What is shown in each picture of the clip of an action: there in 0.4 s, 0.4 s there, and back. */
export function clipFrames(action: StepAction): readonly ClipFrame[] {
  const count = action === 'look_straight' ? REST_FRAMES : action === 'blink' ? BLINK_FRAMES : MOVEMENT_FRAMES
  return Array.from({ length: count }, (_, index) => ({
    index,
    way: wayAt(action, index),
    sway: 0.005 * Math.sin(index / 2),
  }))
}

function wayAt(action: StepAction, index: number): number {
  if (action === 'look_straight') return 0
  if (action === 'blink') return index >= 2 && index <= 4 ? 1 : 0
  return Math.max(0, Math.min(1, index / WAY_FRAMES, (MOVEMENT_FRAMES - 1 - index) / WAY_FRAMES))
}

/** How a drawn person is who has gone so far. */
export const movedBy = (action: StepAction, way: number): Partial<DrawnSubject> =>
  movement(action, way * (FARTHEST[action] ?? 1))
