/** The types of `<liveness-capture>`. docs/embedding.md describes what each part means. */

/** What `POST /liveness/sessions` returns, as far as the component needs it. */
export interface CaptureSession {
  readonly session_id: string
  readonly capture_token: string
}

export type Action = 'look_straight' | 'turn_left' | 'turn_right' | 'look_up' | 'blink' | 'smile' | 'open_mouth'

export type GuidanceCode =
  | 'no_face'
  | 'many_faces'
  | 'too_far'
  | 'too_close'
  | 'too_high'
  | 'too_low'
  | 'too_left'
  | 'too_right'
  | 'too_dark'
  | 'too_bright'
  | 'blurred'
  | 'hold_still'
  | 'turn_more'
  | 'smile_more'
  | 'open_more'
  | 'blink_now'
  | 'slower'
  | 'other_way'
  | 'begin'
  | 'ok'

/** With the next action `retry`: what to do better. */
export type Hint = GuidanceCode | 'line_too_slow' | 'step_timeout' | 'unclear' | 'camera_paused' | 'left_the_picture'

export interface StepDetail {
  readonly index: number
  readonly count: number
  readonly action: Action
  /** The prompt as it is shown, in the component's language. */
  readonly prompt: string
  readonly timeout_ms: number
  /** The action that was missed or can't be measured; this one is asked in its place. */
  readonly instead_of?: Action
}

export interface GuidanceDetail {
  readonly code: GuidanceCode
  /** The guidance as it is shown; empty for `ok`. */
  readonly message: string
  /** How far the movement that is asked for has gone when the code changes, 0 … 1; only while one is shown. */
  readonly progress?: number
}

export interface CameraDetail {
  /** As the browser names it. */
  readonly label: string
  /** Of `start(cameraId)`. */
  readonly device_id: string
  /** Towards the person or away from them; null where that is not known. */
  readonly facing: 'user' | 'environment' | null
}

export interface VerdictDetail {
  readonly state: 'decided'
  readonly verdict: 'live' | 'spoof' | 'inconclusive'
  readonly next_action: 'accept' | 'reject' | 'retry'
  /** With `retry`: what to do better. */
  readonly hint?: Hint | null
  /** The result signed by the server, which your back end can verify by itself; null where it did not come in time. */
  readonly token: string | null
}

export type FailureCode =
  | 'too_old'
  | 'insecure_context'
  | 'no_camera'
  | 'camera_unsupported'
  | 'permission_refused'
  | 'camera_blocked'
  | 'camera_in_use'
  | 'camera_unplugged'
  | 'camera_muted'
  | 'page_hidden'
  | 'connection_lost'
  | 'session_expired'
  | 'session_over'
  | 'too_many_requests'
  | 'cancelled'
  | 'failed'

/** Why a check can't continue; `renew` may throw one. */
export interface Failure {
  readonly code: ErrorDetail['code']
  /** With `too_many_requests`: how long the person has to wait. */
  readonly retryAfterSeconds?: number | undefined
}

export interface ErrorDetail {
  /** One of the component's own, or what `renew` threw. */
  readonly code: FailureCode | (string & {})
  /** What has happened and what to do, as it is shown. */
  readonly message: string
}

/** What the person can read. By state or failure: what has happened, `|`, and what to do. */
export type Word =
  | ('start' | 'again' | 'switchCamera' | 'cancel' | 'cannot' | 'moreTime' | 'soundOn' | 'soundOff' | 'camera')
  | ('openTab' | 'step' | 'of' | 'rest' | 'fullStop' | 'wait' | 'waitHours' | 'elsewhere')
  | ('intro' | 'opening' | 'connecting' | 'lost' | 'full' | 'returned' | 'live' | 'reject' | 'retry')
  | ('too_old' | 'camera_muted' | 'page_hidden' | 'turned' | 'turning' | 'brightened')
  | ('allow_chrome' | 'allow_firefox' | 'allow_safari' | 'allow_android' | 'allow_ios')
  | Exclude<FailureCode, 'cancelled'>
  | Action
  | Hint

/** Words in place of the component's own. */
export type CaptureWords = Readonly<Partial<Record<Word, string>>>

export interface CaptureEvents {
  /** A camera is open. */
  camera: CustomEvent<CameraDetail>
  /** A prompt is shown. */
  step: CustomEvent<StepDetail>
  /** What to do better, when it changes. */
  guidance: CustomEvent<GuidanceDetail>
  /** The session is decided. Only what your back end reads from the server or verifies in `token` counts. */
  verdict: CustomEvent<VerdictDetail>
  /** The check stopped; the person is shown why and what to do. */
  error: CustomEvent<ErrorDetail>
}

/** Every event of the element: the component's own, and those of every HTML element. */
export type CaptureEventMap = Omit<HTMLElementEventMap, keyof CaptureEvents> & CaptureEvents

/**
 * Attributes: `server` (where the component came from, unless given), `session`, `token`, `lang`, `tab-url` (a page
 * that runs the check outside a frame). None of the events bubbles.
 */
export interface LivenessCapture extends HTMLElement {
  /**
   * Called for a session when Start is pressed and the attributes name none, and again at "Try again". When it throws
   * an error with a `code` (such as `too_many_requests`, with `retryAfterSeconds`), the person is shown what it means.
   */
  renew: (() => Promise<CaptureSession>) | undefined
  /** Words in place of those of the language, at once; words that are not named stay. */
  words: CaptureWords
  /** Opens the camera, or that of a `deviceId` where there is one, and runs the session, as the Start button does. */
  start(cameraId?: string): Promise<void>
  /** Closes camera and connection. The session stays: within its lifetime, `start` continues it. */
  stop(): void
  /** Stops, and forgets the session, that of the attributes too: for when another person takes over. */
  reset(): void
  addEventListener<Name extends keyof CaptureEventMap>(
    name: Name,
    listener: (this: LivenessCapture, event: CaptureEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void
  removeEventListener<Name extends keyof CaptureEventMap>(
    name: Name,
    listener: (this: LivenessCapture, event: CaptureEventMap[Name]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void
  removeEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void
}

declare global {
  interface HTMLElementTagNameMap {
    'liveness-capture': LivenessCapture
  }
}
