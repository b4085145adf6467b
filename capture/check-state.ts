import type { CaptureSession, Failure, StepDetail } from './types.js'

/** What is known of the session under way. */
export interface CheckState {
  session: CaptureSession | undefined
  /** The session that the element was given has been used. */
  used: boolean
  /** The session was opened before Start was pressed, and has not begun: it may have expired. */
  mayBeExpired: boolean
  sent: number
  /** Frames a second that the server asks for. */
  pace: number
  done: number
  count: number
  /** The step that is shown. */
  step: StepDetail | undefined
  /** The device was turned after the first step. */
  turned: boolean
}

const FRAMES_PER_SECOND_MAX = 15
const nothing = { session: undefined, step: undefined, sent: 0, pace: FRAMES_PER_SECOND_MAX, done: 0 }

export const initialState = (): CheckState => ({
  ...{ ...nothing, used: false, mayBeExpired: false, count: 1, turned: false },
})

export const forgetSession = (state: CheckState): void => {
  Object.assign(state, nothing, { used: true, turned: false })
}

/** The session that is known, else the one that the element was given, else another. Throws a failure. */
export const takeSession = async (
  state: CheckState,
  given: CaptureSession | undefined,
  renew: (() => Promise<CaptureSession>) | undefined,
): Promise<CaptureSession> => {
  const known = state.session ?? (state.used ? undefined : given)
  state.mayBeExpired = !!known && !state.done
  return known ?? (await renew?.()) ?? Promise.reject({ code: 'session_over' } satisfies Failure)
}
