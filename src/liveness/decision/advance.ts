import { look } from './evaluate-frame.ts'
import type { Frame } from './frame.ts'
import { trackFreshness } from './freshness.ts'
import type { Guidance } from './guidance.ts'
import { BONA_FIDE_SCORES_MIN, FRAMES_MAX, type Progress } from './progress.ts'
import { enterStep, REST_FRAMES_NEEDED } from './step.ts'

/** What the client is to be told after a frame, in this order. The first step is known without being told. */
export type Tell =
  | { readonly type: 'guidance'; readonly code: Guidance }
  | { readonly type: 'step_done'; readonly index: number }
  /** Shown, or asked for again because its answer did not stand. */
  | { readonly type: 'step'; readonly index: number; readonly timeoutMs: number }
  | { readonly type: 'end' }

/**
 * Moves a session on by one frame. The same progress and frame always give the same result; a frame that is not newer
 * than the last, or that comes after the end, changes nothing.
 */
export function advance(before: Progress, arrived: Frame): { progress: Progress; tell: readonly Tell[] } {
  if (before.ended || !(arrived.sequence > before.lastSequence)) return { progress: before, tell: [] }
  const frame = inTime(before, arrived)
  const { freshness, usable } = trackFreshness(before.freshness, frame)
  const { received, rejected } = before.frames
  const taken: Progress = {
    ...before,
    freshness,
    lastSequence: frame.sequence,
    frames: { ...before.frames, received: received + 1, rejected: rejected + (usable ? 0 : 1) },
    startedAtMs: before.startedAtMs ?? frame.receivedAtMs,
    lastFrameAtMs: frame.receivedAtMs,
    step: before.step ?? enterStep(0, frame.receivedAtMs, []),
  }
  const progress = moveOn(usable ? look(taken, frame) : taken, frame.receivedAtMs)
  return { progress, tell: tellings(before, progress) }
}

/** Two processes' clocks differ a little, and frames may go to either: time stands still rather than run backward. */
const inTime = ({ lastFrameAtMs }: Progress, frame: Frame): Frame =>
  lastFrameAtMs === null ? frame : { ...frame, receivedAtMs: Math.max(lastFrameAtMs, frame.receivedAtMs) }

/** Ends the step or the session when its time has come, and shows the next step once the face has rested long enough. */
function moveOn(progress: Progress, atMs: number): Progress {
  const step = progress.step!
  const pauseMs = progress.challenge.pausesMs[step.index]!
  const openSinceMs = step.shownAtMs ?? step.enteredAtMs + pauseMs
  if (!(atMs - openSinceMs <= progress.stepTimeoutMs)) return { ...progress, ended: 'step_timeout' }
  if (step.shownAtMs === null) {
    const rested = step.restSinceMs !== null && atMs - step.restSinceMs >= pauseMs
    return exhaust(rested ? { ...progress, step: { ...step, shownAtMs: atMs } } : progress)
  }
  const atRest = step.index === 0 || step.restFrames >= REST_FRAMES_NEEDED
  if (!step.answered || !atRest || progress.continuity.due || lacksScores(progress)) return exhaust(progress)
  const answeredSteps = [...progress.answeredSteps, { shownAtMs: step.shownAtMs, answeredAtMs: atMs }]
  if (answeredSteps.length === progress.challenge.steps.length) return { ...progress, answeredSteps, ended: 'answered' }
  return exhaust({ ...progress, answeredSteps, step: enterStep(step.index + 1, atMs, step.movements) })
}

/** The last step goes on until the presentation-attack models have seen enough, where any are installed. */
const lacksScores = ({ presentationAttackInstalled, bonaFideScores, step, challenge }: Progress): boolean =>
  presentationAttackInstalled &&
  step!.index === challenge.steps.length - 1 &&
  bonaFideScores.length < BONA_FIDE_SCORES_MIN

const exhaust = (progress: Progress): Progress =>
  progress.frames.received >= FRAMES_MAX ? { ...progress, ended: 'frames_exhausted' } : progress

function tellings(before: Progress, after: Progress): Tell[] {
  const tell: Tell[] = []
  const done = after.answeredSteps.length - 1
  if (done === before.answeredSteps.length) tell.push({ type: 'step_done', index: done })
  if (after.ended) return [...tell, { type: 'end' }]
  if (after.guidance && after.guidance !== before.guidance) tell.unshift({ type: 'guidance', code: after.guidance })
  const { index, shownAtMs, answered } = after.step!
  const known = before.step?.index === index ? before.step : null
  const isNews = known === null || known.shownAtMs === null || (known.answered && !answered)
  if (index > 0 && shownAtMs !== null && isNews)
    tell.push({ type: 'step', index, timeoutMs: after.stepTimeoutMs - (after.lastFrameAtMs! - shownAtMs) })
  return tell
}
