import { advance, type Tell } from '../../src/liveness/decision/advance.ts'
import type { Action, Challenge, StepAction } from '../../src/liveness/decision/challenge.ts'
import type { Frame } from '../../src/liveness/decision/frame.ts'
import { DEFAULT_POLICY } from '../../src/liveness/decision/policy.ts'
import { actionAt, initialProgress, type Progress } from '../../src/liveness/decision/progress.ts'
import { measureSignals } from '../../src/liveness/decision/signals.ts'
import { type Decision, decide } from '../../src/liveness/decision/verdict.ts'
import type { Observation } from '../../src/vision/observation.ts'
import { observe, type PersonOptions, type Posture } from './measured-person.ts'

export const challengeOf = (...actions: Action[]): Challenge => ({
  steps: ['look_straight', ...actions],
  pausesMs: [0, ...actions.map((_, index) => 300 + 100 * index)],
  surpriseGapsFrames: [8, 11, 7],
})

export const openSession = (
  challenge: Challenge,
  presentationAttackInstalled = false,
  stepTimeoutMs = 8000,
  beginTimeoutMs?: number,
): Progress =>
  initialProgress({
    ...{ challenge, stepTimeoutMs, presentationAttackInstalled },
    ...(beginTimeoutMs === undefined ? {} : { beginTimeoutMs }),
  })

/** What a camera client does: sees which step is shown and since when, and gives the next picture. */
export type Camera = (now: { atMs: number; shown: StepAction | null; sinceMs: number; frame: number }) => Observation

export interface Play {
  readonly challenge: Challenge
  readonly camera: Camera
  readonly framesPerSecond?: number
  readonly presentationAttackInstalled?: boolean
  readonly stepTimeoutMs?: number
  /** None unless told. */
  readonly beginTimeoutMs?: number
  /** A minute unless told. */
  readonly seconds?: number
  /** Changes a frame on its way to a session that has come so far. */
  readonly alter?: (frame: Frame, before: Progress) => Frame
}

export interface Played {
  readonly progress: Progress
  readonly decision: Decision
  readonly tells: readonly Tell[]
  readonly frames: readonly Frame[]
}

/** Plays a whole session on a clock of its own, until it ends or its time is over. */
export function play({
  challenge,
  camera,
  framesPerSecond = 10,
  presentationAttackInstalled,
  stepTimeoutMs,
  beginTimeoutMs,
  seconds = 60,
  alter,
}: Play): Played {
  let progress = openSession(challenge, presentationAttackInstalled, stepTimeoutMs, beginTimeoutMs)
  const tells: Tell[] = []
  const frames: Frame[] = []
  let shown: StepAction | null = 'look_straight'
  let shownAtMs = 0
  for (let count = 0; count < seconds * framesPerSecond && !progress.ended; count++) {
    const atMs = 1_000_000 + (count * 1000) / framesPerSecond
    if (count === 0) shownAtMs = atMs
    const observation = camera({ atMs, shown, sinceMs: atMs - shownAtMs, frame: count })
    const plain: Frame = {
      sequence: count,
      source: 'a stream',
      capturedAtMs: atMs - 999_000,
      receivedAtMs: atMs,
      clockId: 'a process',
      seen: 'never',
      observation,
    }
    const frame = alter ? alter(plain, progress) : plain
    frames.push(frame)
    const moved = advance(progress, frame)
    progress = moved.progress
    tells.push(...moved.tell)
    for (const tell of moved.tell) {
      if (tell.type === 'step_done') shown = null
      if (tell.type === 'step') [shown, shownAtMs] = [actionAt(progress, tell.index), atMs]
    }
  }
  return { progress, decision: decide(measureSignals(progress, DEFAULT_POLICY), DEFAULT_POLICY), tells, frames }
}

/** The posture of one who answers an action: half a second to react, two thirds of a second each way. */
export function answer(action: StepAction | null, sinceMs: number): Posture {
  const way = Math.max(0, Math.min(1, (sinceMs - 500) / 600, (2200 - sinceMs) / 600))
  if (action === 'turn_left') return { yawDegrees: 33 * way }
  if (action === 'turn_right') return { yawDegrees: -33 * way }
  if (action === 'look_up') return { pitchDegrees: 20 * way }
  if (action === 'blink') return { blink: sinceMs > 600 && sinceMs < 950 ? 1 : 0 }
  if (action === 'smile') return { smile: way }
  if (action === 'open_mouth') return { jaw: way }
  return {}
}

/** One who does as asked, each time anew should the first answer not count. */
export const honest =
  (options: PersonOptions = {}): Camera =>
  ({ shown, sinceMs, atMs }) => {
    const sway = Math.sin(atMs / 700) * 1.5
    const posture = answer(shown, sinceMs % 3500)
    return observe({ ...posture, yawDegrees: (posture.yawDegrees ?? 0) + sway, centerX: 320 + sway }, options)
  }
