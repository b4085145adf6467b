import { h, icon, setIcon } from './dom.js'
import { createRing } from './ring.js'
import type { Stop } from './types.js'
import type { Words } from './words.js'

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
  readonly hint?: string | null | undefined
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
  const turn = h('button', { part: 'button quiet' })
  const cancel = h('button', { part: 'button quiet' })
  const said = h('div', { 'aria-live': 'assertive' }, step, prompt)
  const root = h(
    'div',
    { class: 'box' },
    h('div', { class: 'stage', 'aria-hidden': 'true' }, h('div', { part: 'oval' }, video, cover), ring.svg, cue, badge),
    h('div', { class: 'words' }, said, guidance, h('div', { class: 'buttons' }, start, turn, cancel)),
  )
  let last: Shown = { view: 'intro', done: 0, count: 1, again: true }
  let advised = ''
  let timer = 0
  /** The server's words, by code. */
  const heard: Record<string, string> = {}
  setIcon(cue, 'cue')
  video.muted = true

  const speak = () => {
    const { view, done, count, action } = last
    const say = { ...heard, ...words() }
    const [title, advice] = describe(say, last)
    root.lang = say.lang
    write(step, action && `${say.step} ${done + 1} ${say.of} ${count}`)
    write(prompt, title)
    write(guidance, say[advised] ?? advice)
    write(start, view === 'intro' ? say.start : say.again)
    write(turn, say.turn)
    write(cancel, say.cancel)
  }

  return {
    ...{ root, video, start, turn, cancel, prompt, guidance, speak },
    show(shown) {
      last = shown
      const { view, done, count, again, otherCamera, action, prompt: message, timeout_ms } = shown
      const active = ACTIVE.test(view)
      const focused = (root.getRootNode() as ShadowRoot).activeElement
      clearTimeout(timer)
      advised = ''
      if (action) heard[action] = message ?? ''
      Object.assign(root.dataset, { view, action: action ?? '' })
      setIcon(cover, view)
      setIcon(badge, action ?? 'live')
      ring.show(view === 'live' ? count : done, count, timeout_ms)
      speak()
      start.hidden = active || FINAL.test(view) || !again
      turn.hidden = !active || !otherCamera || done > 0
      cancel.hidden = !active
      if (focused instanceof HTMLButtonElement && focused.hidden) prompt.focus()
    },
    guide(code, message) {
      heard[code] = message
      clearTimeout(timer)
      timer = setTimeout(() => {
        advised = code
        speak()
      }, GUIDANCE_DELAY_MS)
      return words()[code] ?? message
    },
  }
}

/** A screen reader says whatever is set, changed or not. */
const write = (element: HTMLElement, text = ''): void => {
  if (element.textContent !== text) element.textContent = text
}

/** What is going on, and what to do. */
const describe = (say: Words, { view, again, action, hint, stop }: Shown): readonly (string | undefined)[] => {
  if (view === 'running') return [say[action ?? 'rest']]
  const [title, advice] = (say[stop?.code ?? view] ?? say.failed).split('|')
  const better = say[hint ?? '']
  const seconds = stop?.retryAfterSeconds
  const what = better ? `${better}.` : seconds ? say.wait.replace('{minutes}', `${Math.ceil(seconds / 60)}`) : advice
  return [title, again || FINAL.test(view) ? what : `${what} ${say.elsewhere}`]
}
