import { h, icon, setIcon } from './dom.js'
import { createRing } from './ring.js'
import type { Failure } from './types.js'
import type { Words } from './words.js'

export interface Shown {
  /** `intro`, `opening`, `connecting`, `lost`, `running`, `live`, `reject`, `retry` or `failed`. */
  readonly view: string
  /** Steps completed, of `count`. */
  readonly done: number
  readonly count: number
  /** Whether there is a session to try again with. */
  readonly again: boolean
  readonly otherCamera?: boolean
  readonly action?: string
  /** The server's prompt. */
  readonly prompt?: string
  readonly timeout_ms?: number
  readonly hint?: string | null | undefined
  readonly failure?: Failure
}

export interface View {
  readonly root: HTMLElement
  readonly video: HTMLVideoElement
  readonly start: HTMLButtonElement
  readonly switchCamera: HTMLButtonElement
  readonly cancel: HTMLButtonElement
  readonly prompt: HTMLElement
  readonly guidance: HTMLElement
  show(shown: Shown): void
  /** Shows the same again, in the present language. */
  showTexts(): void
  /** Shows what to do better, once it has lasted a moment: guidance that flickers can't be read. Returns its text. */
  guide(code: string, message: string): string
}

const GUIDANCE_DELAY_MS = 200
const ACTIVE = /opening|connecting|lost|running/
const FINAL = /live|reject/

export const createView = (words: () => Words): View => {
  const video = h('video', { part: 'video', playsinline: '' })
  const ring = createRing()
  const [cover, cue, badge] = [icon('cover'), icon('cue'), icon('badge')]
  const step = h('p', { part: 'step' })
  const prompt = h('p', { part: 'prompt', tabindex: '-1' })
  const guidance = h('p', { part: 'guidance', 'aria-live': 'polite' })
  const start = h('button', { part: 'button' })
  const switchCamera = h('button', { part: 'button quiet' })
  const cancel = h('button', { part: 'button quiet' })
  const announced = h('div', { 'aria-live': 'assertive' }, step, prompt)
  const root = h(
    'div',
    { class: 'box' },
    h('div', { class: 'stage', 'aria-hidden': 'true' }, h('div', { part: 'oval' }, video, cover), ring.svg, cue, badge),
    h('div', { class: 'words' }, announced, guidance, h('div', { class: 'buttons' }, start, switchCamera, cancel)),
  )
  let last: Shown = { view: 'intro', done: 0, count: 1, again: true }
  let guidanceCode = ''
  let timer = 0
  /** The server's texts, by code. */
  const serverTexts: Record<string, string> = {}
  setIcon(cue, 'cue')
  video.muted = true

  const showTexts = () => {
    const { view, done, count, action } = last
    const texts = { ...serverTexts, ...words() }
    const [title, advice] = describe(texts, last)
    root.lang = texts.lang
    root.dir = texts.lang === 'ar' ? 'rtl' : 'ltr'
    setText(step, action && `${texts.step} ${done + 1} ${texts.of} ${count}`)
    setText(prompt, title)
    setText(guidance, texts[guidanceCode] ?? advice)
    setText(start, view === 'intro' ? texts.start : texts.again)
    setText(switchCamera, texts.switchCamera)
    setText(cancel, texts.cancel)
  }

  return {
    ...{ root, video, start, switchCamera, cancel, prompt, guidance, showTexts },
    show(shown) {
      last = shown
      const { view, done, count, again, otherCamera, action, prompt: message, timeout_ms } = shown
      const active = ACTIVE.test(view)
      const focused = (root.getRootNode() as ShadowRoot).activeElement
      clearTimeout(timer)
      guidanceCode = ''
      if (action) serverTexts[action] = message ?? ''
      Object.assign(root.dataset, { view, action: action ?? '' })
      setIcon(cover, view)
      setIcon(badge, action ?? 'live')
      ring.show(view === 'live' ? count : done, count, timeout_ms)
      showTexts()
      start.hidden = active || FINAL.test(view) || !again
      switchCamera.hidden = !active || !otherCamera || done > 0
      cancel.hidden = !active
      if (focused instanceof HTMLButtonElement && focused.hidden) prompt.focus()
    },
    guide(code, message) {
      serverTexts[code] = message
      clearTimeout(timer)
      timer = setTimeout(() => {
        guidanceCode = code
        showTexts()
      }, GUIDANCE_DELAY_MS)
      return words()[code] ?? message
    },
  }
}

/** Sets a text where it differs: a screen reader reads whatever is set. */
const setText = (element: HTMLElement, text = ''): void => {
  if (element.textContent !== text) element.textContent = text
}

/** What has happened, and what to do. */
const describe = (texts: Words, { view, again, action, hint, failure }: Shown): readonly (string | undefined)[] => {
  if (view === 'running') return [texts[action ?? 'rest']]
  const [title, advice] = (texts[failure?.code ?? view] ?? texts.failed).split('|')
  const better = texts[hint ?? '']
  const seconds = failure?.retryAfterSeconds
  const todo = better ? better + texts.fullStop : seconds ? waitText(texts, seconds) : advice
  return [title, again || FINAL.test(view) ? todo : `${todo} ${texts.elsewhere}`]
}

/** In hours from two on, rounded up. */
const waitText = ({ wait, waitHours }: Words, seconds: number): string =>
  seconds > 7_200
    ? waitHours.replace('{hours}', `${Math.ceil(seconds / 3_600)}`)
    : wait.replace('{minutes}', `${Math.ceil(seconds / 60)}`)
