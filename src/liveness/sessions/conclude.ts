import type { Policy } from '../decision/policy.ts'
import type { Progress } from '../decision/progress.ts'
import { measure } from '../decision/signals.ts'
import { decide } from '../decision/verdict.ts'
import type { Hint, Outcome, StepOutcome } from './session.ts'

/** What a session has come to under a policy. One that did not come to its end is inconclusive, whatever was measured. */
export function conclude(progress: Progress, policy: Policy): Outcome {
  const { received, used } = progress.frames
  const decision = decide(measure(progress), policy)
  return {
    decision: progress.ended ? decision : { ...decision, verdict: 'inconclusive' },
    steps: progress.challenge.steps.map((_, index) => stepOutcome(progress, index)),
    frames: { received, used, rejected: received - used },
  }
}

/** One step as far as it has come; a step that was not shown yet has no times. */
export function stepOutcome({ challenge, answeredSteps, step, ended }: Progress, index: number): StepOutcome {
  const action = challenge.steps[index]!
  const answered = answeredSteps[index]
  if (answered) return { action, state: 'passed', shownAt: answered.shownAtMs, answeredAt: answered.answeredAtMs }
  const shownAt = step?.index === index ? step.shownAtMs : null
  return { action, state: ended && shownAt !== null ? 'failed' : 'pending', shownAt, answeredAt: null }
}

/**
 * What to do better next time, in one word: what was wrong with most of the frames, where that was many, or else that a
 * step was not answered in time. Never which defence spoke.
 */
export function hintOf({ faults, frames }: Progress): Hint {
  const [most] = Object.entries(faults).toSorted(([, a], [, b]) => b - a)
  if (!most || most[1] * 4 < frames.received) return 'step_timeout'
  return most[0] as Hint
}
