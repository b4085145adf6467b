/** The types of the component's inner parts; not for users of the component. */
import type { CaptureSession, ErrorDetail } from './liveness-capture.d.ts'

export type { CaptureEvents, CaptureSession, FailureCode, LivenessCapture } from './liveness-capture.d.ts'

export interface Stop {
  readonly code: ErrorDetail['code']
  readonly retryAfterSeconds?: number | undefined
}

export type H = <Name extends string>(
  name: Name,
  attributes?: Readonly<Record<string, string>>,
  ...children: Node[]
) => Name extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Name] : SVGElement

export type Words = Readonly<
  Record<string, string> &
    Record<'lang' | 'start' | 'again' | 'turn' | 'cancel' | 'step' | 'of' | 'wait' | 'elsewhere' | 'failed', string>
>

export interface Shown {
  /** `intro`, `opening`, `connecting`, `lost`, `running`, `live`, `reject`, `retry` or `failed`. */
  readonly view: string
  /** Steps answered, of so many. */
  readonly done: number
  readonly count: number
  /** Whether there is a session to try again with. */
  readonly again: boolean
  readonly otherCamera?: boolean
  readonly action?: string
  /** The server's prompt. */
  readonly prompt?: string
  readonly timeout_ms?: number
  readonly hint?: string | null
  readonly stop?: Stop
}

export interface View {
  readonly root: HTMLElement
  readonly video: HTMLVideoElement
  readonly start: HTMLButtonElement
  readonly turn: HTMLButtonElement
  readonly cancel: HTMLButtonElement
  readonly prompt: HTMLElement
  readonly guidance: HTMLElement
  show(shown: Shown): void
  /** Says what is shown again, in the language of now. */
  speak(): void
  /** Shows what to do better, once it has lasted a moment: guidance that flickers can't be read. Answers how it is said. */
  guide(code: string, message: string): string
}
export type CreateView = (words: () => Words) => View

export interface StreamNeeds extends CaptureSession {
  readonly server: URL
  /** Ends it all. */
  readonly signal: AbortSignal
  // biome-ignore lint/suspicious/noExplicitAny: what a server says is known by its type field only.
  onMessage(message: any): void
  /** Connected, for the first time or again. */
  onOpen(): void
  /** Not connected, and trying again. */
  onLost(): void
  /** Over, and why. */
  onStop(stop: Stop): void
}

export interface Stream {
  /** True when the connection is open and all that was sent has left, so that a new picture would not wait. */
  isReady(): boolean
  send(bytes: Uint8Array<ArrayBuffer>): void
}
export type OpenStream = (needs: StreamNeeds) => Stream
export type SendFrames = (
  video: HTMLVideoElement,
  stream: Stream,
  signal: AbortSignal,
  /** How many pictures of the session were sent, with the one that is about to be. */
  count: () => number,
) => void

export interface Ring {
  readonly svg: SVGElement
  /** Shows so many of `count` pieces as done, and the next as running when it is told for how long. */
  show(done: number, count: number, runningMs?: number): void
}
export type CreateRing = () => Ring
