import type { SteadyClock } from '../../clock.ts'
import type { Tell } from '../decision/advance.ts'
import type { StepAction } from '../decision/challenge.ts'
import { type Guidance, guidanceMessages } from '../decision/guidance.ts'
import type { Progress } from '../decision/progress.ts'
import type { AskedAction } from '../decision/replace-action.ts'
import { timeAt } from '../decision/session-time.ts'
import { stepTimeoutMs } from '../decision/step-timeouts.ts'
import { movementProgress } from '../decision/tell-guidance.ts'
import type { Accepted } from '../sessions/accept-frame.ts'
import type { LivenessSession } from '../sessions/session.ts'
import { nextAction } from '../sessions/views.ts'
import type { FrameResponse, GuidanceMessage, ResultMessage, StepMessage } from './schemas.ts'
import type { ServerMessage } from './stream-schemas.ts'

/** Left and right are the person's own. */
export const prompts: { readonly [action in StepAction]: string } = {
  look_straight: 'Look straight at the camera',
  turn_left: 'Turn your head left',
  turn_right: 'Turn your head right',
  look_up: 'Tilt your head up',
  blink: 'Close both eyes, then open them',
  smile: 'Smile',
  open_mouth: 'Open your mouth wide',
}

function stepMessage(asked: readonly AskedAction[], index: number, timeoutMs: number): StepMessage {
  const { action, insteadOf } = asked[index]!
  const replaces = insteadOf ? { instead_of: insteadOf } : {}
  return { index, count: asked.length, action, prompt: prompts[action], timeout_ms: timeoutMs, ...replaces }
}

/**
 * The step that is being asked for, with the time that is left for it: the session's own for looking straight. Null in
 * the pause before the next one.
 */
function currentStep(
  progress: Progress,
  { expiresAt }: Pick<LivenessSession, 'expiresAt'>,
  clock: SteadyClock,
): StepMessage | null {
  const { step, asked, time } = progress
  if (!step || step.index === 0) return stepMessage(asked, 0, Math.max(0, expiresAt - clock.now()))
  if (step.shownAtMs === null) return null
  const elapsedMs = timeAt(time, clock.id, clock.steady()) - step.shownAtMs
  return stepMessage(asked, step.index, Math.max(0, stepTimeoutMs(progress) - elapsedMs))
}

const guidanceMessage = (code: Guidance, progress: number | null): GuidanceMessage => ({
  code,
  message: guidanceMessages[code],
  ...(progress !== null && { progress }),
})

/** What the person could do better now; null before anything was measured. */
const currentGuidance = ({ guidance, step }: Progress): GuidanceMessage | null =>
  guidance && guidanceMessage(guidance, movementProgress(step))

/** What a client is told that connects: a stream may resume a session that is under way. */
export function currentMessages(progress: Progress, session: LivenessSession, clock: SteadyClock): object[] {
  const step = currentStep(progress, session, clock)
  const guidance = currentGuidance(progress)
  return [step && { type: 'step', ...step }, guidance && { type: 'guidance', ...guidance }].filter(
    (each) => each !== null,
  )
}

export function resultMessage({ state, verdict, hint }: LivenessSession): ResultMessage {
  const next = nextAction(verdict)
  return { state, verdict, next_action: next, ...(next === 'retry' && hint !== null ? { hint } : {}) }
}

/** The stream's message for one thing to tell. */
export function tellMessage(tell: Tell, session: LivenessSession): ServerMessage {
  if (tell.type === 'guidance') return { type: 'guidance', ...guidanceMessage(tell.code, tell.progress) }
  if (tell.type === 'step') return { type: 'step', ...stepMessage(tell.asked, tell.index, tell.timeoutMs) }
  if (tell.type === 'step_done') return { type: 'step_done', index: tell.index }
  return { type: 'result', ...resultMessage(session) }
}

/** The response to a frame that came by a request of its own. */
export function frameResponse({ session, progress }: Accepted, clock: SteadyClock): FrameResponse {
  return {
    step: progress && currentStep(progress, session, clock),
    guidance: progress && currentGuidance(progress),
    ...resultMessage(session),
  }
}
