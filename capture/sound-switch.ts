import { h, icon, setIcon } from './dom.js'
import { readRemembered, remember } from './remembered.js'
import type { Sound } from './sound.js'
import type { Words } from './words.js'

const STORAGE_KEY = 'liveness-sound'

export interface SoundSwitch {
  readonly button: HTMLButtonElement
  showTexts(texts: Words): void
  /** Browsers permit sound only once a button was pressed: called when a check starts. */
  wake(): void
  progress(progress: number): void
  chime(): void
}

/** The button that turns sound on and off, and the sound while it is on: off until somebody wants it. */
export const createSoundSwitch = (): SoundSwitch => {
  const sign = icon('')
  const button = h('button', { class: 'sound' }, sign)
  let texts: Words | undefined
  let on = readRemembered(STORAGE_KEY) === 'on'
  let context: AudioContext | undefined
  let sound: Sound | undefined

  const show = () => {
    const label = texts?.[on ? 'soundOff' : 'soundOn'] ?? ''
    setIcon(sign, on ? 'sound' : 'silence')
    button.title = label
    button.setAttribute('aria-label', label)
  }
  const wake = async () => {
    if (!on) return
    // Made before anything is awaited, while the browser still counts the press of the button.
    context ??= new AudioContext()
    context.resume().catch(() => {})
    const { createSound } = await import('./sound.js')
    sound ??= createSound(context)
  }
  /** Without sound a check goes on: the module may not load, and there may be no loudspeaker. */
  const tryToWake = () => wake().catch(() => {})

  button.onclick = async () => {
    on = !on
    remember(STORAGE_KEY, on ? 'on' : 'off')
    show()
    await tryToWake()
    if (on) sound?.chime()
  }
  return {
    button,
    wake: tryToWake,
    showTexts(words) {
      texts = words
      show()
    },
    progress: (progress) => void (on && sound?.progress(progress)),
    chime: () => void (on && sound?.chime()),
  }
}
