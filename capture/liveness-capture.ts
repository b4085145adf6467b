import { closeCamera } from './camera.js'
import { createChooser } from './camera-chooser.js'
import { followInterruptions } from './camera-interruptions.js'
import { type ListedCamera, otherWay } from './camera-order.js'
import { readPermission, wordAfterRefusal } from './camera-permission.js'
import { forgetSession, initialState, takeSession } from './check-state.js'
import { followTurns } from './device-turns.js'
import { keepsSession, readFailure } from './failure.js'
import { awaitFirstPicture } from './first-picture.js'
import type { Shown } from './headline.js'
import { readResult } from './read-result.js'
import { type Receiver, receiveMessage } from './receive-message.js'
import { createRefusalHelp } from './refusal-help.js'
import { sayCamera } from './said-camera.js'
import { sendFrames } from './sender.js'
import { showCamera } from './show-camera.js'
import { openStream, type StepRequest, type Stream } from './stream.js'
import { addStyle } from './style.js'
import { takeEarly } from './take-early.js'
import type { CaptureEvents, CaptureSession, CaptureWords, LivenessCapture as Declared, Failure } from './types.js'
import { createView, type View } from './view.js'
import { type Language, replaceWords, type Words, wordsIn } from './words.js'

export type * from './types.js'
export type LivenessCapture = Declared

/** Runs a session; see docs/embedding.md. */
export const LivenessCapture: new () => Declared = class LivenessCapture extends HTMLElement implements Declared {
  static observedAttributes = ['session', 'token', 'lang']

  #renew: Declared['renew'] = takeEarly(this, 'renew')
  #ownWords: CaptureWords = takeEarly(this, 'words') ?? {}
  /** The last one shown. */
  #language: Language | undefined
  #run = new AbortController()
  #state = initialState()
  #stream: Stream | undefined
  #cameras: readonly ListedCamera[] = []
  #cameraId: string | undefined
  #view: View = createView(
    () => this.#chooseWords(),
    [createRefusalHelp(() => this.getAttribute('tab-url')), createChooser((deviceId) => this.start(deviceId))],
  )
  #receiver: Receiver = {
    ...{ state: this.#state, view: this.#view },
    show: (view, more) => this.#show(view, more),
    dispatch: (name, detail) => this.#dispatch(name, detail),
    fail: (failure) => this.#fail(failure),
    readResult: (session) => readResult(this.#server(), session),
    end: () => {
      this.#release()
      forgetSession(this.#state)
    },
  }

  constructor() {
    super()
    const { root, start, switchCamera, cancel, cannot, moreTime } = this.#view
    const shadow = this.attachShadow({ mode: 'open' })
    addStyle(shadow)
    shadow.append(root)
    start.onclick = () => this.start()
    switchCamera.onclick = () => this.start(otherWay(this.#cameras, this.#cameraId))
    cancel.onclick = () => this.#fail({ code: 'cancelled' })
    cannot.onclick = () => this.#say('cannot')
    moreTime.onclick = () => this.#say('more_time')
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
    forgetSession(this.#state)
    this.#state.used = false
    this.stop()
  }

  async start(cameraId?: string): Promise<void> {
    this.#release()
    const { signal } = this.#run
    const { root, video } = this.#view
    this.#show('opening')
    try {
      if (!Object.hasOwn) throw { code: 'too_old' } satisfies Failure
      const shown = await showCamera(video, signal, cameraId)
      if (!shown) return
      const { track, opened, cameras } = shown
      this.#cameras = cameras
      this.#cameraId = opened.device_id
      root.classList.toggle('rear', opened.facing === 'environment')
      this.#goOn()
      this.#dispatch('camera', opened)
      const isInterrupted = followInterruptions(track, signal, {
        onMuted: (muted) => (muted ? this.#show('camera_muted') : this.#goOn()),
        onReturn: () => this.#view.guide('returned', ''),
        onFailure: (code) => this.#fail({ code }),
      })
      const session = await takeSession(this.#state, this.#givenSession(), this.renew)
      if (signal.aborted) return
      this.#state.session = session
      await awaitFirstPicture(video)
      if (!signal.aborted) this.#connect(session, signal, isInterrupted)
    } catch (error) {
      if (!signal.aborted) await this.#failOpening(readFailure(error))
    }
  }

  reset(): void {
    this.#receiver.end()
    this.#show('intro')
  }

  stop(): void {
    this.#release()
    this.#show('intro')
  }

  #release(): void {
    this.#run.abort()
    this.#run = new AbortController()
    this.#stream = undefined
    this.#state.step = undefined
    const { video } = this.#view
    closeCamera(video.srcObject as MediaStream | null)
    video.srcObject = null
  }

  #givenSession(): CaptureSession | undefined {
    const [session_id, capture_token] = [this.getAttribute('session'), this.getAttribute('token')]
    return session_id && capture_token ? { session_id, capture_token } : undefined
  }

  #server(): URL {
    return new URL(this.getAttribute('server') ?? new URL(import.meta.url).origin, document.baseURI)
  }

  #connect(session: CaptureSession, signal: AbortSignal, isInterrupted: () => boolean): void {
    const { video, guide } = this.#view
    const receiver = this.#receiver
    const isTurning = followTurns(video, signal, () => {
      this.#state.turned ||= this.#state.done > 0
      guide('turning', '')
    })
    const isPaused = () => isTurning() || isInterrupted()
    const stream = openStream({
      ...session,
      server: this.#server(),
      signal,
      camera: () => sayCamera(video),
      onOpen: () => this.#goOn(),
      onLost: () => this.#show('lost'),
      onFailure: (failure) => this.#fail(failure),
      onMessage(message) {
        // In a pause, guidance is about frames from before it.
        if (message.type !== 'guidance' || !isPaused()) receiveMessage(message, receiver)
      },
    })
    this.#stream = stream
    sendFrames({
      ...{ video, stream, signal },
      countFrame: () => ++this.#state.sent,
      pace: () => this.#state.pace,
      isPaused,
    })
  }

  #say(type: StepRequest['type']): void {
    const { step } = this.#state
    if (step) this.#stream?.say({ type, index: step.index })
  }

  /** Where the browser no longer refuses the camera, the check goes on by itself. */
  async #failOpening(failure: Failure): Promise<void> {
    if (failure.code !== 'permission_refused') return this.#fail(failure)
    const { signal } = this.#run
    const permission = await readPermission()
    if (signal.aborted) return
    this.#fail(failure, wordAfterRefusal(permission?.state))
    const onChange = () => permission?.state === 'denied' || this.start()
    permission?.addEventListener('change', onChange, { signal: this.#run.signal })
  }

  #fail(failure: Failure, advice?: string): void {
    const { code } = failure
    this.#release()
    if (!keepsSession(failure)) {
      forgetSession(this.#state)
      if (this.#state.mayBeExpired && this.renew && /session/.test(code)) return void this.start()
    }
    if (code === 'cancelled') this.#show('intro')
    else this.#show('failed', { failure, advice })
    const { prompt, guidance } = this.#view
    this.#dispatch('error', { code, message: `${prompt.textContent}. ${guidance.textContent}` })
  }

  /** Shows what was shown before an interruption. */
  #goOn(): void {
    this.#show(this.#state.done ? 'running' : 'connecting', this.#state.step)
  }

  #show(view: string, more?: Partial<Shown>): void {
    const { done, count, used } = this.#state
    const [cameras, cameraId] = [this.#cameras, this.#cameraId]
    const otherCamera = !!otherWay(cameras, cameraId)
    this.#view.show({ ...more, view, done, count, again: !used || !!this.renew, cameras, cameraId, otherCamera })
  }

  #dispatch<Name extends keyof CaptureEvents>(name: Name, detail: CaptureEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }
}

/** A page may load the component twice, from a server and from a package. */
if (!customElements.get('liveness-capture')) customElements.define('liveness-capture', LivenessCapture)
