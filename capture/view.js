/** @import { CreateView, Pair, Shown, Words } from './parts.d.ts' */
import { h, icon, setIcon } from './dom.js'
import { createRing } from './ring.js'

const GUIDANCE_DELAY_MS = 200

/** @type {CreateView} */
export const createView = (words) => {
  const video = h('video', { part: 'video', playsinline: '' })
  const ring = createRing()
  const [cover, cue, badge] = [icon('cover'), icon('cue'), icon('badge')]
  const step = h('p', { part: 'step' })
  const prompt = h('p', { part: 'prompt', 'aria-live': 'assertive', tabindex: '-1' })
  const guidance = h('p', { part: 'guidance', 'aria-live': 'polite' })
  const start = h('button', { part: 'button' })
  const turn = h('button', { part: 'button quiet' })
  const cancel = h('button', { part: 'button quiet' })
  const oval = h('div', { part: 'oval' }, video, cover)
  const root = h(
    'div',
    { class: 'box' },
    h('div', { class: 'stage', 'aria-hidden': 'true' }, oval, ring.svg, cue, badge),
    h('div', { class: 'words' }, step, prompt, guidance, h('div', { class: 'buttons' }, start, turn, cancel)),
  )
  /** @type {Shown} */
  let last = { view: 'intro', done: 0, count: 1, again: true }
  let timer = 0
  setIcon(cue, 'cue')
  video.muted = true

  return {
    ...{ root, video, start, turn, cancel, prompt, guidance },
    show(shown = last) {
      last = shown
      const { view, done, count, again, otherCamera, action, timeout_ms } = shown
      const said = words()
      const active = /opening|connecting|lost|running/.test(view)
      const focused = /** @type {ShadowRoot} */ (root.getRootNode()).activeElement
      clearTimeout(timer)
      Object.assign(root.dataset, { view, action: action ?? '' })
      setIcon(cover, view)
      setIcon(badge, action ?? 'live')
      ring.show(view === 'live' ? count : done, count, timeout_ms)
      step.textContent = action ? said.step.replace('{index}', `${done + 1}`).replace('{count}', `${count}`) : ''
      ;[prompt.textContent, guidance.textContent] = say(said, shown)
      start.textContent = view === 'intro' ? said.start : said.again
      start.hidden = active || isFinal(view) || !again
      turn.textContent = said.switchCamera
      turn.hidden = !active || !otherCamera || done > 0
      cancel.textContent = said.cancel
      cancel.hidden = !active
      if (focused instanceof HTMLButtonElement && focused.hidden) prompt.focus()
    },
    guide(text) {
      clearTimeout(timer)
      timer = setTimeout(() => {
        guidance.textContent = text
      }, GUIDANCE_DELAY_MS)
    },
  }
}

/** @type {(words: Words, shown: Shown) => Pair} */
const say = ({ says, states, rest, elsewhere }, { view, again, action, prompt, hint, stop }) => {
  if (view === 'running') return [action ? (says[action] ?? prompt ?? '') : rest, '']
  const [title, advice] = states[stop?.code ?? view] ?? states.failed
  const minutes = Math.ceil((stop?.retryAfterSeconds ?? 60) / 60)
  const better = says[hint ?? '']
  const what = better ? `${better}.` : advice.replace('{minutes}', `${minutes}`)
  return [title, again || isFinal(view) ? what : `${what} ${elsewhere}`]
}

/** @type {(view: string) => boolean} */
const isFinal = (view) => view === 'live' || view === 'reject'
