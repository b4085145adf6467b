import { h, icon, setIcon } from './dom.js'
import { describe, type Shown } from './headline.js'
import { createLight } from './light.js'
import { createRing } from './ring.js'
import { createSoundSwitch } from './sound-switch.js'
import { createSpeech } from './speech.js'
import type { Words } from './words.js'

/** What the component adds below the texts; each shows what is its own. */
export interface Extra {
  readonly root: HTMLElement
  show(texts: Words, shown: Shown): void
}

export interface View {
  readonly root: HTMLElement
  readonly video: HTMLVideoElement
  readonly start: HTMLButtonElement
  readonly switchCamera: HTMLButtonElement
  /** Shown while a movement is asked for: the person can't do it, or needs more time. */
  readonly cannot: HTMLButtonElement
  readonly moreTime: HTMLButtonElement
  readonly cancel: HTMLButtonElement
  readonly prompt: HTMLElement
  readonly guidance: HTMLElement
  show(shown: Shown): void
  /** Shows the same again, in the present language. */
  showTexts(): void
  /**
   * Shows what to do better, once it has lasted a moment: guidance that flickers can't be read. Returns its text, or
   * null where it is the same guidance as before, with another `progress` (0 … 1) at most.
   */
  guide(code: string, message: string, progress?: number): string | null
}

const GUIDANCE_DELAY_MS = 200
/** Guidance stays at least so long, unless a step is shown: long enough to be read. */
const GUIDANCE_MS_MIN = 800
/** What the server permits in a session. */
const CANNOT_MAX = 2
const ACTIVE = /opening|connecting|lost|running|muted/
const FINAL = /live|reject/

export const createView = (words: () => Words, extras: readonly Extra[] = []): View => {
  const video = h('video', { part: 'video', playsinline: '' })
  const ring = createRing()
  const speech = createSpeech()
  const sound = createSoundSwitch()
  const [cover, cue, badge] = [icon('cover'), icon('cue'), icon('badge')]
  const step = h('p', { part: 'step' })
  const prompt = h('p', { part: 'prompt', tabindex: '-1' })
  const guidance = h('p', { part: 'guidance' })
  const start = h('button', { part: 'button' })
  const switchCamera = h('button', { part: 'button quiet' })
  const moreTime = h('button', { part: 'button quiet', class: 'later' })
  const cannot = h('button', { part: 'button quiet', class: 'later' })
  const cancel = h('button', { part: 'button quiet' })
  const buttons = h('div', { class: 'buttons' }, start, switchCamera, moreTime, cannot, cancel)
  const consent = h('slot', { name: 'consent' })
  const root = h(
    'div',
    { class: 'box' },
    h('div', { class: 'stage', 'aria-hidden': 'true' }, h('div', { part: 'oval' }, video, cover), ring.svg, cue, badge),
    h(
      'div',
      { class: 'words' },
      ...[step, prompt, guidance, ...extras.map((extra) => extra.root)],
      ...[consent, buttons, h('slot', { name: 'after' }), ...speech.regions],
    ),
    sound.button,
  )
  const light = createLight(root)
  let last: Shown = { view: 'intro', done: 0, count: 1, again: true }
  /** What was received last, and what of it is shown. */
  let [receivedCode, guidanceCode] = ['', '']
  let [timer, guidedAt] = [0, 0]
  /** How far the movement has gone at most: who lets go sees what is reached, not the ring running empty. */
  let reached = 0
  let [cannots, moreTimeAt] = [0, -1]
  let announced = ''
  /** The server's texts, by code. */
  const serverTexts: Record<string, string> = {}
  setIcon(cue, 'cue')
  video.muted = true
  cannot.addEventListener('click', () => {
    cannots++
    showButtons(true)
  })
  moreTime.addEventListener('click', () => {
    moreTimeAt = last.done
    showButtons()
  })

  const readTexts = (): Words => ({ ...serverTexts, ...words() })

  const showTexts = () => {
    const { view, done, count, action } = last
    const texts = readTexts()
    const [title, advice] = describe(texts, last, guidanceCode)
    root.lang = texts.lang
    root.dir = texts.lang === 'ar' ? 'rtl' : 'ltr'
    setText(step, action && `${texts.step} ${done + 1} ${texts.of} ${count}`)
    setText(prompt, title)
    setText(guidance, advice)
    setText(start, view === 'intro' ? texts.start : texts.again)
    setText(switchCamera, texts.switchCamera)
    setText(moreTime, texts.moreTime)
    setText(cannot, texts.cannot)
    setText(cancel, texts.cancel)
    sound.showTexts(texts)
    for (const extra of extras) extra.show(texts, last)
  }

  /** A button that goes away while it has the focus passes it on to the prompt. Returns whether the focus moved. */
  const showButtons = (replacing = false): boolean => {
    const { view, done, again, otherCamera, failure, action = 'look_straight' } = last
    const active = ACTIVE.test(view)
    const moving = view === 'running' && action !== 'look_straight'
    const { activeElement: focused } = root.getRootNode() as ShadowRoot
    start.hidden = active || FINAL.test(view) || !again || failure?.code === 'too_old'
    switchCamera.hidden = !active || !otherCamera || done > 0
    cancel.hidden = !active
    consent.hidden = view !== 'intro'
    cannot.hidden = !moving || replacing || cannots >= CANNOT_MAX
    moreTime.hidden = !moving || moreTimeAt === done
    sound.button.hidden = !active && view !== 'intro'
    const lost = focused instanceof HTMLButtonElement && focused.hidden
    if (!lost && (view !== 'opening' || focused === prompt)) return false
    prompt.focus()
    return true
  }

  return {
    ...{ root, video, start, switchCamera, cannot, moreTime, cancel, prompt, guidance, showTexts },
    show(shown) {
      const { view, done, count, action, prompt: message, timeout_ms } = shown
      const same = view === last.view && action === last.action && done === last.done
      if (done > last.done && last.view === 'running') sound.chime()
      if (view === 'opening') sound.wake()
      if (done === 0) [cannots, moreTimeAt] = [0, -1]
      last = shown
      if (!same) {
        clearTimeout(timer)
        receivedCode = guidanceCode = ''
        reached = guidedAt = 0
      }
      light.keep(view)
      if (action) serverTexts[action] = message ?? ''
      Object.assign(root.dataset, { view, action: action ?? '' })
      setIcon(cover, view)
      setIcon(badge, action ?? 'live')
      ring.show(view === 'live' ? count : done, count, timeout_ms)
      ring.fill(reached)
      showTexts()
      // What gets the focus is read for that reason, and not said besides.
      const focusMoved = showButtons()
      const title = [step.textContent, prompt.textContent].filter(Boolean).join('. ')
      const isNews = title !== announced && view !== 'intro'
      announced = title
      if (!isNews) return
      if (!focusMoved) speech.announce(title)
      speech.advise(guidance.textContent)
    },
    guide(code, message, progress) {
      if (progress !== undefined) {
        reached = Math.max(reached, progress)
        ring.fill(reached)
        sound.progress(progress)
      }
      if (code === receivedCode) return null
      receivedCode = code
      serverTexts[code] = message
      clearTimeout(timer)
      const delay = Math.max(GUIDANCE_DELAY_MS, guidedAt + GUIDANCE_MS_MIN - performance.now())
      timer = setTimeout(() => {
        guidanceCode = code
        const text = readTexts()[code] ?? ''
        guidedAt = text ? performance.now() : 0
        showTexts()
        speech.advise(prompt.textContent === text ? text : guidance.textContent)
        if (last.action === 'look_straight') light.follow(code)
      }, delay)
      return words()[code] ?? message
    },
  }
}

/** Sets a text where it differs: a screen reader reads whatever is set. */
const setText = (element: HTMLElement, text = ''): void => {
  if (element.textContent !== text) element.textContent = text
}
