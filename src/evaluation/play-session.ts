import { advance } from '../liveness/decision/advance.ts'
import type { Challenge, StepAction } from '../liveness/decision/challenge.ts'
import { conclude, hintOf } from '../liveness/decision/conclude.ts'
import type { Hint, Outcome } from '../liveness/decision/outcome.ts'
import { planMeasurements } from '../liveness/decision/plan-measurements.ts'
import type { Policy } from '../liveness/decision/policy.ts'
import { actionAt, initialProgress, type Progress } from '../liveness/decision/progress.ts'
import type { Observation } from '../vision/observation.ts'

/** What a camera knows when it takes its next picture. */
export interface Moment {
  /** The step shown; null in the pause before the next. */
  readonly shown: StepAction | null
  /** Since it was shown, or since the last one was completed. */
  readonly sinceMs: number
  readonly atMs: number
}
export type ObservedCamera = (now: Moment) => Observation

export interface PlayedSession {
  readonly progress: Progress
  readonly outcome: Outcome
  readonly hint: Hint
  readonly seconds: number
  /** What the camera showed in the picture that was kept as the portrait; null where none was. */
  readonly portrait: Observation | null
}

/** As a server is set that nobody has set otherwise. */
const STEP_MS = 8_000
const BEGIN_MS = 4_000

/** Plays a session on a clock of its own, until it ends or its time is over. What is not asked for is not measured. */
export function playSession(
  camera: ObservedCamera,
  options: {
    readonly challenge: Challenge
    readonly framesPerSecond: number
    readonly seconds: number
    readonly presentationAttackInstalled: boolean
    readonly policy: Policy
  },
): PlayedSession {
  const { challenge, framesPerSecond, presentationAttackInstalled } = options
  let progress = initialProgress({
    ...{ challenge, presentationAttackInstalled, stepTimeoutMs: STEP_MS, beginTimeoutMs: BEGIN_MS },
  })
  let [shown, shownAtMs]: [StepAction | null, number] = ['look_straight', 0]
  let atMs = 0
  let portrait: Observation | null = null
  for (let count = 0; atMs < options.seconds * 1000 && !progress.ended; count++) {
    atMs = (count * 1000) / framesPerSecond
    const plan = planMeasurements(progress)
    const seen = camera({ shown, sinceMs: atMs - shownAtMs, atMs })
    const observation: Observation = {
      ...seen,
      // A camera gives no picture twice, where a film is played to and fro.
      digest: `${seen.digest} ${count}`,
      faceCount: plan.detect ? seen.faceCount : null,
      otherFaces: plan.detect ? (seen.otherFaces ?? null) : null,
      face: seen.face && {
        ...seen.face,
        description: plan.describe ? seen.face.description : null,
        unwrapped: plan.unwrap ? (seen.face.unwrapped ?? null) : null,
        bonaFideScore: plan.presentationAttack ? seen.face.bonaFideScore : null,
      },
    }
    const times = { capturedAtMs: atMs, receivedAtMs: atMs, clockId: 'evaluation' }
    const moved = advance(progress, { sequence: count, source: 'film', seen: 'never', observation, ...times })
    progress = moved.progress
    if (moved.keep === 'portrait') portrait = seen
    for (const tell of moved.tell) {
      if (tell.type === 'step_done') [shown, shownAtMs] = [null, atMs]
      if (tell.type === 'step') [shown, shownAtMs] = [actionAt(progress, tell.index), atMs]
    }
  }
  return {
    progress,
    outcome: conclude(progress, options.policy),
    hint: hintOf(progress),
    seconds: atMs / 1000,
    portrait,
  }
}
