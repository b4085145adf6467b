import { isTooSlow } from './frame-rate.ts'
import { adviseOnInjection } from './injection.ts'
import type { Hint, Outcome, StepOutcome } from './outcome.ts'
import type { Policy } from './policy.ts'
import { actionAt, type Progress } from './progress.ts'
import { measureSignals } from './signals.ts'
import { missedBy } from './step.ts'
import { type Decision, decide } from './verdict.ts'

/**
 * The outcome of a session under a policy. A session without an end is inconclusive, independent of what was
 * measured.
 */
export function conclude(progress: Progress, policy: Policy): Outcome {
  const { received, used } = progress.frames
  const decision = decide(measureSignals(progress, policy), policy)
  const injection = adviseOnInjection(progress)
  const denied = policy.injection === 'denies' && injection.state === 'suspicious' && decision.verdict === 'live'
  return {
    decision: denied ? deny(decision) : progress.ended ? decision : { ...decision, verdict: 'inconclusive' },
    injection,
    steps: progress.asked.map((_, index) => stepOutcome(progress, index)),
    frames: { received, used, rejected: received - used },
  }
}

/** Below one half, as the score of all that is not live. */
const DENIED_SCORE = 0.49

const deny = (decision: Decision): Decision => ({
  ...decision,
  verdict: 'inconclusive',
  score: Math.min(DENIED_SCORE, decision.score),
})

/** One step so far; a step that was not shown yet has no times. */
export function stepOutcome({ asked, completedSteps, step, ended }: Progress, index: number): StepOutcome {
  const { action } = asked[index]!
  const completed = completedSteps[index]
  if (completed) return { action, state: 'passed', shownAt: completed.shownAtMs, answeredAt: completed.completedAtMs }
  const shownAt = step?.index === index ? step.shownAtMs : null
  return { action, state: ended && shownAt !== null ? 'failed' : 'pending', shownAt, answeredAt: null }
}

/**
 * What was in the way: what interrupted the step that was missed; what was wrong with most of the frames, where that
 * was a quarter and more of all; frames that came too seldom; a movement that did not go far enough; that a step was
 * not completed in time; or else that the pictures did not show enough. Never which signal failed.
 */
export function hintOf(progress: Progress): Hint {
  const { faults, frames, attempt, step, ended } = progress
  const missed = ended === 'step_timeout' ? step : null
  if (missed?.interruptedBy === 'camera') return 'camera_paused'
  const received = frames.received - (attempt?.framesBefore.received ?? 0)
  const [most] = Object.entries(faults).toSorted(([, a], [, b]) => b - a)
  if (most && most[1] * 4 >= received) return attempt && most[0] === 'no_face' ? 'left_the_picture' : (most[0] as Hint)
  if (missed?.interruptedBy === 'line' || isTooSlow(progress)) return 'line_too_slow'
  if (ended === 'completed') return 'unclear'
  return (missed && missedBy(missed, actionAt(progress, missed.index))) ?? 'step_timeout'
}
