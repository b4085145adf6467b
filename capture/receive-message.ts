import type { CheckState } from './check-state.js'
import type { Shown } from './headline.js'
import type { ServerMessage } from './stream.js'
import type { CaptureEvents, CaptureSession, Failure, GuidanceDetail, VerdictDetail } from './types.js'
import type { View } from './view.js'

export interface Receiver {
  readonly state: CheckState
  readonly view: Pick<View, 'prompt' | 'guide'>
  show(view: string, more?: Partial<Shown>): void
  dispatch<Name extends keyof CaptureEvents>(name: Name, detail: CaptureEvents[Name]['detail']): void
  fail(failure: Failure): void
  /** The session's signed result. */
  readResult(session: CaptureSession): Promise<string | null>
  /** Ends camera, connection and session. */
  end(): void
}

/** What may come of a device that was turned; any other hint says what else was in the way. */
const HINTS_AFTER_TURN = /unclear|step_timeout|hold_still|left_the_picture|camera_paused/

/** Does what the server says. A message of an unknown type is ignored. */
export const receiveMessage = (message: ServerMessage, receiver: Receiver): void => {
  const { state, view, show, dispatch, fail } = receiver
  if (message.type === 'step') {
    const { type, ...step } = message
    Object.assign(state, { mayBeExpired: false, step, done: step.index, count: step.count })
    show('running', step)
    dispatch(type, { ...step, prompt: view.prompt.textContent })
  } else if (message.type === 'step_done') {
    Object.assign(state, { step: undefined, done: message.index + 1 })
    show('running')
    navigator.vibrate?.(40)
  } else if (message.type === 'guidance') {
    receiveGuidance(message, receiver)
  } else if (message.type === 'pace') {
    state.pace = message.frames_per_second
  } else if (message.type === 'wait') {
    view.guide(message.seconds > 0 ? 'full' : 'ok', '')
  } else if (message.type === 'error') {
    const { error: code, retry_after_seconds: retryAfterSeconds } = message
    if (code === 'too_many_requests') fail({ code, retryAfterSeconds })
  } else if (message.type === 'result' && message.state === 'decided') {
    const { type, ...verdict } = message
    receiveVerdict(verdict, receiver)
  } else if (message.type === 'result') {
    fail({ code: message.state === 'expired' ? 'session_expired' : 'session_over' })
  }
}

/** With the same code as before only the progress has changed, which is no new guidance. */
const receiveGuidance = (guidance: GuidanceDetail, { state, view, show, dispatch }: Receiver): void => {
  const { code, message, progress } = guidance
  const shown = view.guide(code, message, progress)
  if (shown === null) return
  // The movement is completed: what remains is to look straight again.
  if (code === 'hold_still' && state.done) show('running')
  dispatch('guidance', { code, message: shown, ...(progress !== undefined && { progress }) })
}

const receiveVerdict = async (
  verdict: Omit<VerdictDetail, 'token'>,
  { state, show, dispatch, readResult, end }: Receiver,
): Promise<void> => {
  const { next_action, hint } = verdict
  const { session } = state
  const turned = state.turned && HINTS_AFTER_TURN.test(hint ?? '')
  end()
  if (turned) show('failed', { failure: { code: 'turned' } })
  else show(next_action === 'accept' ? 'live' : next_action === 'retry' ? 'retry' : 'reject', { hint })
  dispatch('verdict', { ...verdict, token: session ? await readResult(session) : null })
}
