import type { CaptureWords } from './capture-words.js'
import { isOver, type LinkSession, mayRetry, returnAddress } from './link-session.js'

/** Long enough to read what came of the check. */
const SUCCESS_MS = 4_000
const OTHER_MS = 10_000

export interface Ending {
  /** Says what the person can do now; where the check is over or given up, leads back in a moment. */
  show(session: LinkSession, leaves: boolean): void
  /** A check goes on: nobody is led away from it. */
  hide(): void
  showWords(): void
}

/** What follows a check, below the component: the way back, or that the page may be closed. */
export function createEnding(words: () => CaptureWords): Ending {
  const text = document.querySelector<HTMLElement>('#next')!
  const link = document.querySelector<HTMLAnchorElement>('#back')!
  let said: keyof CaptureWords | undefined
  let timer = 0

  const showWords = () => {
    text.textContent = said ? words()[said] : ''
    link.textContent = words().goBack
  }
  const hide = () => {
    clearTimeout(timer)
    said = undefined
    link.hidden = true
    showWords()
  }
  return {
    hide,
    showWords,
    show(session, leaves) {
      hide()
      const address = returnAddress(session)
      const ended = isOver(session) && !mayRetry(session)
      if (address) {
        link.href = address
        link.hidden = false
      }
      // In a frame the page around it was told, and decides.
      if (address && (leaves || ended) && window.parent === window) {
        said = 'returning'
        timer = setTimeout(() => location.assign(address), session.next_action === 'accept' ? SUCCESS_MS : OTHER_MS)
      } else if (ended && !address)
        said = session.next_action === 'retry' || session.next_action === null ? 'newLink' : 'closePage'
      showWords()
    },
  }
}
