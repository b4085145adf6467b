/** @import { CaptureEvents, CaptureSession, LivenessCapture as Declared, Shown, Stop } from './parts.d.ts' */
import { closeCamera, nextCamera, openCamera } from './camera.js'
import { sendFrames } from './sender.js'
import { openStream } from './stream.js'
import { style } from './style.js'
import { createView } from './view.js'
import { wordsIn } from './words.js'

/** After these, trying again goes on with the same session. */
const KEEPS_SESSION = /camera|permission|connection|insecure|cancelled/

/** Carries a session out; see docs/embedding.md. @implements {Declared} */
export class LivenessCapture extends HTMLElement {
  static observedAttributes = ['session', 'token', 'lang']

  /** @type {(() => Promise<CaptureSession>) | undefined} */
  renew
  #run = new AbortController()
  /** @type {CaptureSession | undefined} */
  #session
  /** The attributes' session is used up. */
  #spent = false
  /** The session is older than the press of Start, and not begun: it may have run out. */
  #kept = false
  #sent = 0
  #progress = { done: 0, count: 1 }
  /** @type {string | undefined} */
  #otherCamera
  #view = createView(() => wordsIn(this.closest('[lang]')?.getAttribute('lang') || navigator.language))

  constructor() {
    super()
    const { root, start, turn, cancel } = this.#view
    const shadow = this.attachShadow({ mode: 'open' })
    shadow.adoptedStyleSheets = [style]
    shadow.append(root)
    start.onclick = () => this.start()
    turn.onclick = () => this.start(this.#otherCamera)
    cancel.onclick = () => this.#fail({ code: 'cancelled' })
  }

  connectedCallback() {
    this.stop()
  }

  disconnectedCallback() {
    this.stop()
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (name === 'lang') return this.#view.speak()
    this.#forget()
    this.#spent = false
    this.stop()
  }

  /** @param {string} [cameraId] */
  async start(cameraId) {
    this.#release()
    this.#run = new AbortController()
    const { signal } = this.#run
    const { root, video, prompt } = this.#view
    this.#show('opening')
    prompt.focus()
    try {
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
      this.#connect(session, signal)
    } catch (error) {
      if (!signal.aborted) this.#fail(readStop(error))
    }
  }

  reset() {
    this.#forget()
    this.stop()
  }

  stop() {
    this.#release()
    this.#show('intro')
  }

  #release() {
    this.#run.abort()
    const { video } = this.#view
    closeCamera(video.srcObject)
    video.srcObject = null
  }

  #forget() {
    this.#session = undefined
    this.#spent = true
    this.#sent = 0
    this.#progress.done = 0
  }

  async #getSession() {
    const [session_id, capture_token] = [this.getAttribute('session'), this.getAttribute('token')]
    const given = !this.#spent && session_id && capture_token ? { session_id, capture_token } : undefined
    const known = this.#session ?? given
    this.#kept = !!known && !this.#progress.done
    return known ?? (await this.renew?.()) ?? Promise.reject({ code: 'session_over' })
  }

  /** @type {(session: CaptureSession, signal: AbortSignal) => void} */
  #connect = (session, signal) => {
    const stream = openStream({
      ...session,
      server: new URL(this.getAttribute('server') ?? new URL('/', import.meta.url), document.baseURI),
      signal,
      onOpen: () => this.#show(this.#progress.done ? 'running' : 'connecting'),
      onLost: () => this.#show('lost'),
      onStop: (stop) => this.#fail(stop),
      onMessage: (message) => this.#take(message),
    })
    sendFrames(this.#view.video, stream, signal, () => ++this.#sent)
    const onReturn = () => document.hidden || this.#view.guide('returned', '')
    document.addEventListener('visibilitychange', onReturn, { signal })
  }

  /** @param {any} message A type that is not known is left alone. */
  #take({ type, ...detail }) {
    if (type === 'step') {
      this.#kept = false
      this.#progress = { done: detail.index, count: detail.count }
      this.#show('running', detail)
      this.#tell('step', { ...detail, prompt: this.#view.prompt.textContent })
    } else if (type === 'step_done') {
      this.#progress.done = detail.index + 1
      this.#show('running')
      navigator.vibrate?.(40)
    } else if (type === 'guidance') {
      const { code } = detail
      const message = this.#view.guide(code, detail.message)
      // Answered: now to come back.
      if (code === 'hold_still' && this.#progress.done) this.#show('running')
      this.#tell('guidance', { code, message })
    } else if (detail.state === 'decided') {
      this.#release()
      this.#forget()
      this.#show({ accept: 'live', retry: 'retry' }[String(detail.next_action)] ?? 'reject', { hint: detail.hint })
      this.#tell('verdict', detail)
    } else if (detail.error === 'too_many_requests') {
      this.#fail({ code: detail.error, retryAfterSeconds: detail.retry_after_seconds })
    } else if (type === 'result') {
      this.#fail({ code: detail.state === 'expired' ? 'session_expired' : 'session_over' })
    }
  }

  /** @param {Stop} stop */
  #fail(stop) {
    const { code } = stop
    this.#release()
    if (!KEEPS_SESSION.test(code)) {
      this.#forget()
      if (this.#kept && this.renew && /session/.test(code)) return void this.start()
    }
    if (code === 'cancelled') this.#show('intro')
    else this.#show('failed', { stop })
    const { prompt, guidance } = this.#view
    this.#tell('error', { code, message: `${prompt.textContent}. ${guidance.textContent}` })
  }

  /** @type {(view: string, more?: Partial<Shown>) => void} */
  #show = (view, more) => {
    const again = !this.#spent || !!this.renew
    this.#view.show({ ...more, view, ...this.#progress, again, otherCamera: !!this.#otherCamera })
  }

  /** @type {(name: keyof CaptureEvents, detail: object) => void} */
  #tell = (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail }))
}

/** Of what was thrown: TypeError is what `fetch` throws. @type {(error: any) => Stop} */
const readStop = (error) => {
  if (typeof error?.code === 'string') return error
  return { code: error instanceof TypeError ? 'connection_lost' : 'failed' }
}

customElements.define('liveness-capture', LivenessCapture)
