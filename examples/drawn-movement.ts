import type { StepAction } from '../src/liveness/decision/challenge.ts'
import type { DrawnSubject } from './drawn-subject.ts'

/** How a drawn person is who has gone so far into an action: 0 at rest, 1 an ordinary movement at its farthest. */
export function movement(action: StepAction, way: number): Partial<DrawnSubject> {
  if (action === 'turn_left') return { yawDegrees: 33 * way }
  if (action === 'turn_right') return { yawDegrees: -33 * way }
  if (action === 'look_up') return { pitchDegrees: 20 * way }
  if (action === 'blink') return { blink: way }
  if (action === 'smile') return { smile: way }
  if (action === 'open_mouth') return { mouthOpening: way }
  return {}
}
