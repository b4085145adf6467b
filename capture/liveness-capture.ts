import { closeCamera, describeCamera, nextCamera, openCamera } from './camera.js'
import type { Shown } from './headline.js'
import { sendFrames } from './sender.js'
import { openStream, type ServerMessage } from './stream.js'
import { addStyle } from './style.js'
import type { CaptureEvents, CaptureSession, CaptureWords, LivenessCapture as Declared, Failure } from './types.js'
import { createView, type View } from './view.js'
import { type Language, replaceWords, type Words, wordsIn } from './words.js'

const FRAMES_PER_SECOND_MAX = 15

export type * from './types.js'
export type LivenessCapture = Declared

/** After these, trying again continues the same session. */
const KEEPS_SESSION = /camera|permission|connection|insecure|cancelled|too_old/

/** What a page set on the element before the component was there, where it would hide the element's own property. */
const takeEarly = (element: HTMLElement, name: string) => {
  const early = Object.getOwnPropertyDescriptor(element, name)?.value
  Reflect.deleteProperty(element, name)
  return early
}

/** Runs a session; see docs/embedding.md. */
export const LivenessCapture: new () => Declared = class LivenessCapture extends HTMLElement implements Declared {
  static observedAttributes = ['session', 'token', 'lang']

  #renew: Declared['renew'] = takeEarly(this, 'renew')
  #ownWords: CaptureWords = takeEarly(this, 'words') ?? {}
  /** The last one shown. */
  #language: Language | undefined
  #run = new AbortController()
  #session: CaptureSession | undefined
  /** The attributes' session has been used. */
  #used = false
  /** The session was opened before Start was pressed, and has not begun: it may have expired. */
  #mayBeExpired = false
  #sent = 0
  /** Frames a second that the server asks for. */
  #pace = FRAMES_PER_SECOND_MAX
  #progress = { done: 0, count: 1 }
  #otherCamera: string | undefined
  #view: View = createView(() => this.#chooseWords())

  constructor() {
    super()
    const { root, start, switchCamera, cancel } = this.#view
    const shadow = this.attachShadow({ mode: 'open' })
    addStyle(shadow)
    shadow.append(root)
    start.onclick = () => this.start()
    switchCamera.onclick = () => this.start(this.#otherCamera)
    cancel.onclick = () => this.#fail({ code: 'cancelled' })
  }

  connectedCallback(): void {
    this.stop()
  }

  disconnectedCallback(): void {
    this.stop()
  }

  /** An accessor, because Svelte sets no other property of an element. */
  get renew(): Declared['renew'] {
    return this.#renew
  }

  set renew(renew: Declared['renew']) {
    this.#renew = renew
  }

  get words(): CaptureWords {
    return this.#ownWords
  }

  set words(words: CaptureWords) {
    this.#ownWords = words
    this.#view.showTexts()
  }

  /** While a language is loaded, the one before stays; at first nothing is shown, rather than English for a moment. */
  #chooseWords(): Words {
    const { root, showTexts } = this.#view
    const { words, loading } = wordsIn(this.closest('[lang]')?.getAttribute('lang') || navigator.language)
    if (loading) loading.then(showTexts)
    else this.#language = words
    root.style.visibility = this.#language ? '' : 'hidden'
    return replaceWords(this.#language ?? words, this.#ownWords)
  }

  attributeChangedCallback(name: string) {
    if (name === 'lang') return this.#view.showTexts()
    this.#forget()
    this.#used = false
    this.stop()
  }

  async start(cameraId?: string): Promise<void> {
    this.#release()
    this.#run = new AbortController()
    const { signal } = this.#run
    const { root, video } = this.#view
    this.#show('opening')
    try {
      if (!Object.hasOwn) throw { code: 'too_old' } satisfies Failure
      const camera = await openCamera(cameraId)
      if (signal.aborted) return closeCamera(camera)
      for (const track of camera.getVideoTracks()) {
        track.addEventListener('ended', () => this.#fail({ code: 'camera_unplugged' }), { signal })
        root.classList.toggle('rear', track.getSettings().facingMode === 'environment')
      }
      video.srcObject = camera
      video.play().catch(() => {})
      const other = await nextCamera(camera)
      if (signal.aborted) return
      this.#otherCamera = other
      this.#show('connecting')
      const session = await this.#getSession()
      if (signal.aborted) return
      this.#session = session
      this.#connect(session, camera, signal)
    } catch (error) {
      if (!signal.aborted) this.#fail(readFailure(error))
    }
  }

  reset(): void {
    this.#forget()
    this.stop()
  }

  stop(): void {
    this.#release()
    this.#show('intro')
  }

  #release(): void {
    this.#run.abort()
    const { video } = this.#view
    closeCamera(video.srcObject as MediaStream | null)
    video.srcObject = null
  }

  #forget(): void {
    this.#session = undefined
    this.#used = true
    this.#sent = 0
    this.#pace = FRAMES_PER_SECOND_MAX
    this.#progress.done = 0
  }

  async #getSession(): Promise<CaptureSession> {
    const [session_id, capture_token] = [this.getAttribute('session'), this.getAttribute('token')]
    const given = !this.#used && session_id && capture_token ? { session_id, capture_token } : undefined
    const known = this.#session ?? given
    this.#mayBeExpired = !!known && !this.#progress.done
    return known ?? (await this.renew?.()) ?? Promise.reject({ code: 'session_over' } satisfies Failure)
  }

  #connect(session: CaptureSession, camera: MediaStream, signal: AbortSignal): void {
    const stream = openStream({
      ...session,
      server: new URL(this.getAttribute('server') ?? new URL(import.meta.url).origin, document.baseURI),
      signal,
      camera: () => describeCamera(camera),
      onOpen: () => this.#show(this.#progress.done ? 'running' : 'connecting'),
      onLost: () => this.#show('lost'),
      onFailure: (failure) => this.#fail(failure),
      onMessage: (message) => this.#receive(message),
    })
    const { video } = this.#view
    sendFrames(
      video,
      stream,
      signal,
      () => ++this.#sent,
      () => this.#pace,
    )
    const onReturn = () => document.hidden || this.#view.guide('returned', '')
    document.addEventListener('visibilitychange', onReturn, { signal })
  }

  /** A message of an unknown type is ignored. */
  #receive(message: ServerMessage): void {
    if (message.type === 'step') {
      const { type, ...step } = message
      this.#mayBeExpired = false
      this.#progress = { done: step.index, count: step.count }
      this.#show('running', step)
      this.#dispatch(type, { ...step, prompt: this.#view.prompt.textContent })
    } else if (message.type === 'step_done') {
      this.#progress.done = message.index + 1
      this.#show('running')
      navigator.vibrate?.(40)
    } else if (message.type === 'guidance') {
      const { type, code, progress } = message
      const shown = this.#view.guide(code, message.message, progress)
      if (shown === null) return
      // The movement is completed: what remains is to look straight again.
      if (code === 'hold_still' && this.#progress.done) this.#show('running')
      this.#dispatch(type, { code, message: shown })
    } else if (message.type === 'pace') {
      this.#pace = message.frames_per_second
    } else if (message.type === 'wait') {
      this.#view.guide(message.seconds > 0 ? 'full' : 'ok', '')
    } else if (message.type === 'error') {
      const { error: code, retry_after_seconds: retryAfterSeconds } = message
      if (code === 'too_many_requests') this.#fail({ code, retryAfterSeconds })
    } else if (message.type === 'result' && message.state === 'decided') {
      const { type, ...verdict } = message
      this.#release()
      this.#forget()
      const { next_action, hint } = verdict
      this.#show(next_action === 'accept' ? 'live' : next_action === 'retry' ? 'retry' : 'reject', { hint })
      this.#dispatch('verdict', verdict)
    } else if (message.type === 'result') {
      this.#fail({ code: message.state === 'expired' ? 'session_expired' : 'session_over' })
    }
  }

  #fail(failure: Failure): void {
    const { code } = failure
    this.#release()
    if (!KEEPS_SESSION.test(code)) {
      this.#forget()
      if (this.#mayBeExpired && this.renew && /session/.test(code)) return void this.start()
    }
    if (code === 'cancelled') this.#show('intro')
    else this.#show('failed', { failure })
    const { prompt, guidance } = this.#view
    this.#dispatch('error', { code, message: `${prompt.textContent}. ${guidance.textContent}` })
  }

  #show(view: string, more?: Partial<Shown>): void {
    const again = !this.#used || !!this.renew
    this.#view.show({ ...more, view, ...this.#progress, again, otherCamera: !!this.#otherCamera })
  }

  #dispatch<Name extends keyof CaptureEvents>(name: Name, detail: CaptureEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }
}

/** The failure that was thrown; `fetch` throws a TypeError. */
const readFailure = (error: unknown): Failure => {
  if (typeof (error as Failure | undefined)?.code === 'string') return error as Failure
  return { code: error instanceof TypeError ? 'connection_lost' : 'failed' }
}

/** A page may load the component twice, from a server and from a package. */
if (!customElements.get('liveness-capture')) customElements.define('liveness-capture', LivenessCapture)
