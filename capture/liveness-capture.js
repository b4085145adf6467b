/** @import { CaptureEvents, CaptureSession, Shown, Stop } from './parts.d.ts' */
import { closeCamera, describeCamera, nextCamera, openCamera } from './camera.js'
import { sendFrames } from './sender.js'
import { openStream } from './stream.js'
import { style } from './style.js'
import { createView } from './view.js'
import { wordsIn } from './words.js'

/** After these, trying again goes on with the same session. */
const KEEPS_SESSION = /camera|permission|connection|insecure|cancelled/

/** Carries a liveness session out. Attributes, events, styling: docs/embedding.md. */
export class LivenessCapture extends HTMLElement {
  static observedAttributes = ['session', 'token', 'lang']

  /** @type {(() => Promise<CaptureSession>) | undefined} */
  renew
  #run = new AbortController()
  /** @type {CaptureSession | undefined} */
  #session
  #spent = false
  #sequence = 0
  #progress = { done: 0, count: 1 }
  /** @type {MediaStream | undefined} */
  #camera
  /** @type {string | undefined} */
  #otherCamera
  #view = createView(() => this.#words)

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
    this.#view.show()
  }

  disconnectedCallback() {
    this.stop()
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (name === 'lang') return this.#view.show()
    this.#forget()
    this.#spent = false
    this.stop()
  }

  /** @param {string} [cameraId] */
  async start(cameraId) {
    this.#release()
    this.#run = new AbortController()
    const { signal } = this.#run
    const { video, prompt } = this.#view
    this.#show('opening')
    prompt.focus()
    try {
      const camera = await openCamera(cameraId)
      if (signal.aborted) return closeCamera(camera)
      this.#camera = camera
      for (const track of camera.getVideoTracks()) {
        track.addEventListener('ended', () => this.#fail({ code: 'camera_unplugged' }), { signal })
        video.classList.toggle('mirrored', track.getSettings().facingMode !== 'environment')
      }
      video.srcObject = camera
      video.play().catch(() => {}) // Stopped again before it began.
      this.#otherCamera = await nextCamera(camera)
      this.#show('connecting')
      const session = await this.#getSession()
      if (!signal.aborted) this.#connect(camera, session, signal)
    } catch (error) {
      if (!signal.aborted) this.#fail(/** @type {Stop} */ (error))
    }
  }

  stop() {
    this.#release()
    this.#show('intro')
  }

  #release() {
    this.#run.abort()
    closeCamera(this.#camera)
    this.#camera = undefined
    this.#view.video.srcObject = null
  }

  #forget() {
    this.#session = undefined
    this.#spent = true
    this.#sequence = 0
    this.#progress.done = 0
  }

  async #getSession() {
    const [session_id, capture_token] = [this.getAttribute('session'), this.getAttribute('token')]
    const given = !this.#spent && session_id && capture_token ? { session_id, capture_token } : undefined
    this.#session ??= given ?? (await this.renew?.())
    return this.#session ?? Promise.reject({ code: 'session_over' })
  }

  /** @type {(camera: MediaStream, session: CaptureSession, signal: AbortSignal) => void} */
  #connect = (camera, session, signal) => {
    const stream = openStream({
      ...session,
      server: new URL(this.getAttribute('server') ?? new URL('/', import.meta.url), document.baseURI),
      camera: describeCamera(camera),
      signal,
      onOpen: () => this.#show(this.#progress.done > 0 ? 'running' : 'connecting'),
      onLost: () => this.#show('lost'),
      onStop: (stop) => this.#fail(stop),
      onMessage: (message) => this.#take(message),
    })
    sendFrames(this.#view.video, stream, signal, () => this.#sequence++)
    const onReturn = () => document.hidden || this.#view.guide(this.#words.returned)
    document.addEventListener('visibilitychange', onReturn, { signal })
  }

  /** @param {any} message One of the stream's; a type that is not known is left alone. */
  #take({ type, ...detail }) {
    if (type === 'step') {
      this.#progress = { done: detail.index, count: detail.count }
      this.#show('running', detail)
      this.#tell('step', { ...detail, prompt: this.#view.prompt.textContent })
    } else if (type === 'step_done') {
      this.#progress.done = detail.index + 1
      this.#show('running')
      navigator.vibrate?.(40)
    } else if (type === 'guidance') {
      const message = this.#words.says[detail.code] ?? detail.message
      // Answered: now to come back.
      if (detail.code === 'hold_still' && this.#progress.done) this.#show('running')
      else this.#view.guide(message)
      this.#tell('guidance', { ...detail, message })
    } else if (detail.state === 'decided') {
      this.#release()
      this.#forget()
      this.#show({ accept: 'live', retry: 'retry' }[String(detail.next_action)] ?? 'reject', { hint: detail.hint })
      this.#tell('verdict', detail)
    } else if (type === 'result') {
      this.#fail({ code: detail.state === 'expired' ? 'session_expired' : 'session_over' })
    }
  }

  /** @param {Stop} stop */
  #fail(stop) {
    const { code } = stop
    this.#release()
    if (!KEEPS_SESSION.test(code)) this.#forget()
    if (code === 'cancelled') this.#show('intro')
    else this.#show('failed', { stop })
    const { prompt, guidance } = this.#view
    this.#tell('error', { code, message: `${prompt.textContent}. ${guidance.textContent}` })
  }

  get #words() {
    return wordsIn(this.closest('[lang]')?.getAttribute('lang') || navigator.language)
  }

  /** @type {(view: string, more?: Partial<Shown>) => void} */
  #show = (view, more) => {
    const again = !this.#spent || this.renew !== undefined
    this.#view.show({ ...more, view, ...this.#progress, again, otherCamera: this.#otherCamera !== undefined })
  }

  /** @type {(name: keyof CaptureEvents, detail: object) => void} */
  #tell = (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail }))
}

customElements.define('liveness-capture', LivenessCapture)
