import { askAgain, withAnother } from './ask-again.ts'
import type { EvidenceKind } from './choose-evidence.ts'
import { trackEarlierSessions } from './earlier-sessions.ts'
import { evaluateFrame } from './evaluate-frame.ts'
import type { Frame } from './frame.ts'
import { trackFreshness } from './freshness.ts'
import type { Guidance } from './guidance.ts'
import { trackInjection } from './injection.ts'
import { countInterruption, findInterruption } from './interruptions.ts'
import { FRAMES_MAX, lacksScores, POSITIONING_FRAMES_MAX, type Progress } from './progress.ts'
import type { AskedAction } from './replace-action.ts'
import { tellTime } from './session-time.ts'
import { enterStep, REST_FRAMES_NEEDED } from './step.ts'
import { findRequestProblem, grantRequest } from './step-request.ts'
import { beginTimeoutMs, stepTimeoutMs } from './step-timeouts.ts'
import { movementProgress, tellGuidance } from './tell-guidance.ts'

/** What to tell the client after a frame, in this order. The first step is known without it. */
export type Tell =
  | { readonly type: 'guidance'; readonly code: Guidance; readonly progress: number | null }
  | { readonly type: 'step_done'; readonly index: number }
  /** Shown, or asked for again: its completion did not stand, or another action is asked in its place. */
  | {
      readonly type: 'step'
      readonly index: number
      readonly asked: readonly AskedAction[]
      readonly timeoutMs: number
    }
  | { readonly type: 'end' }

export interface Advanced {
  readonly progress: Progress
  readonly tell: readonly Tell[]
  /** What the frame's picture is to be kept as; null where it is not worth keeping. */
  readonly keep: EvidenceKind | null
}

/**
 * Moves a session on by one frame. The same progress and frame always give the same result; a frame that is not newer
 * than the last, or that comes after the end, changes nothing.
 */
export function advance(before: Progress, arrived: Frame): Advanced {
  if (before.ended || !(arrived.sequence > before.lastSequence)) return { progress: before, tell: [], keep: null }
  const time = tellTime(before.time, arrived)
  const frame = { ...arrived, receivedAtMs: time.lastAtMs }
  const { freshness, usable } = trackFreshness(before.freshness, arrived)
  const { received, rejected } = before.frames
  const interruption = findInterruption(before, frame)
  const step = before.step ?? enterStep(0, frame.receivedAtMs, [])
  const arrivedIn: Progress = {
    ...before,
    freshness,
    earlierSessions: trackEarlierSessions(before.earlierSessions, frame.alike ?? [], frame.receivedAtMs),
    injection: trackInjection(before.injection, frame, before.attempt !== null),
    lastSequence: frame.sequence,
    frames: { ...before.frames, received: received + 1, rejected: rejected + (usable ? 0 : 1) },
    time,
    interruptions: countInterruption(before.interruptions, interruption),
    step: { ...step, interruptedBy: interruption?.by ?? step.interruptedBy },
  }
  const { request } = frame
  const granted = request && !findRequestProblem(arrivedIn, request)
  const taken = granted ? grantRequest(arrivedIn, request, frame.receivedAtMs) : arrivedIn
  // A picture that was sent before may stand for the movement asked for: that has to be shown anew.
  const repeats = freshness.repeated > before.freshness.repeated && taken.step!.index > 0
  const { progress: evaluated, keep } = usable
    ? evaluateFrame(taken, frame)
    : { progress: repeats ? askAgain(taken, frame.receivedAtMs) : taken, keep: null }
  const moved = noteBegin(moveOn(evaluated, frame))
  const told = tellGuidance(moved.told, moved.guidance, movementProgress(moved.step), frame.receivedAtMs)
  const progress = { ...moved, told }
  return { progress, tell: changesToTell(before, progress), keep }
}

/** One step that was missed is forgiven: another action is asked in its place, where there is one. */
function missStep(progress: Progress, atMs: number): Progress {
  const other = progress.forgiven ? null : withAnother(progress)
  if (!other) return { ...progress, ended: 'step_timeout' }
  return { ...askAgain(progress, atMs, other), forgiven: true }
}

/**
 * Ends the step or the session when its time has come, and shows the next step once the face has rested long enough.
 * Until the first movement is shown there is no time but the session's own.
 */
function moveOn(progress: Progress, { receivedAtMs: atMs, waits }: Frame): Progress {
  const step = progress.step!
  const pauseMs = progress.challenge.pausesMs[step.index]!
  const openSinceMs = step.shownAtMs ?? step.enteredAtMs + pauseMs
  if (progress.attempt && !(atMs - openSinceMs <= stepTimeoutMs(progress))) return missStep(progress, atMs)
  if (step.shownAtMs === null) {
    const rested = step.restSinceMs !== null && atMs - step.restSinceMs >= pauseMs
    const shows = rested && (progress.attempt !== null || waits !== true)
    return endIfExhausted(shows ? { ...progress, step: { ...step, shownAtMs: atMs } } : progress)
  }
  const isLate = step.index > 0 && !step.begun && atMs - step.shownAtMs > beginTimeoutMs(progress)
  if (isLate) return missStep(progress, atMs)
  const atRest = step.index === 0 || step.restFrames >= REST_FRAMES_NEEDED
  if (!step.completed || !atRest || progress.continuity.due || lacksScores(progress)) return endIfExhausted(progress)
  const completedSteps = [...progress.completedSteps, { shownAtMs: step.shownAtMs, completedAtMs: atMs }]
  if (completedSteps.length === progress.asked.length) return { ...progress, completedSteps, ended: 'completed' }
  return endIfExhausted({ ...progress, completedSteps, step: enterStep(step.index + 1, atMs, step.movements) })
}

/**
 * An attempt begins with the first movement shown: what came before only found the person their place, and what was
 * wrong with its frames is over.
 */
function noteBegin(progress: Progress): Progress {
  const { attempt, step, frames } = progress
  if (attempt || !step || step.index === 0 || step.shownAtMs === null) return progress
  return { ...progress, attempt: { begunAtMs: step.shownAtMs, framesBefore: frames }, faults: {} }
}

function endIfExhausted(progress: Progress): Progress {
  const { attempt, frames } = progress
  const left = attempt ? FRAMES_MAX + attempt.framesBefore.received : POSITIONING_FRAMES_MAX
  return frames.received >= left ? { ...progress, ended: 'frames_exhausted' } : progress
}

function changesToTell(before: Progress, after: Progress): Tell[] {
  const tell: Tell[] = []
  const done = after.completedSteps.length - 1
  if (done === before.completedSteps.length) tell.push({ type: 'step_done', index: done })
  if (after.ended) return [...tell, { type: 'end' }]
  const { code, progress } = after.told
  if (after.told !== before.told && code) tell.unshift({ type: 'guidance', code, progress })
  const { index, shownAtMs, completed, moreTime } = after.step!
  const known = before.step?.index === index ? before.step : null
  const isNews =
    known === null || known.shownAtMs === null || (known.completed && !completed) || known.moreTime !== moreTime
  if (index > 0 && shownAtMs !== null && isNews)
    tell.push({
      type: 'step',
      index,
      asked: after.asked,
      timeoutMs: stepTimeoutMs(after) - (after.time.lastAtMs! - shownAtMs),
    })
  return tell
}
