import { h } from './dom.js'

/** Long enough for any screen reader to notice. */
const KEPT_MS = 2_000

export interface Speech {
  readonly regions: readonly HTMLElement[]
  /** Interrupts: what is asked for now. */
  announce(text: string): void
  /** Waits until the rest was said: what could be better. */
  advise(text: string): void
}

/**
 * What a screen reader says by itself. The texts that are shown are no live regions: they are drawn again when the
 * language changes or guidance ends, and the focus may move to them, which would have the same text said twice. Here
 * each is said once, and gone before anybody finds it a second time in reading the page.
 */
export const createSpeech = (): Speech => {
  const createVoice = (politeness: string) => {
    const region = h('div', { class: 'unseen', 'aria-live': politeness })
    let timer = 0
    const say = (text: string) => {
      if (!text) return
      clearTimeout(timer)
      region.textContent = text
      timer = setTimeout(() => region.replaceChildren(), KEPT_MS)
    }
    return { region, say }
  }
  const [prompts, guidance] = [createVoice('assertive'), createVoice('polite')]
  return { regions: [prompts.region, guidance.region], announce: prompts.say, advise: guidance.say }
}
