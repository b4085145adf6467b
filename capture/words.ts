import type { CaptureWords, Word } from './types.js'

/** Every word of one language, and its BCP 47 tag. */
export type Language = Readonly<Record<Word | 'lang', string>>
/** The same, to be read by codes that may be unknown. */
export type Words = Language & Readonly<Record<string, string>>

export const english = {
  lang: 'en',
  start: 'Start',
  cancel: 'Cancel',
  again: 'Try again',
  switchCamera: 'Switch camera',
  camera: 'Camera',
  cannot: 'I can’t do this',
  moreTime: 'More time',
  soundOn: 'Sound on',
  soundOff: 'Sound off',
  openTab: 'Open in a new tab',
  step: 'Step',
  of: 'of',
  rest: 'Good. Look straight',
  fullStop: '.',
  elsewhere: 'Go back and start a new check.',
  wait: 'Wait {minutes} min.',
  waitHours: 'Wait {hours} h.',
  intro: 'Ready for a face check?|A few small movements, one at a time. The camera stays off until you press Start.',
  opening: 'Allow the camera|Your browser asks about it. Choose Allow.',
  connecting: 'One moment|Connecting …',
  lost: 'Connection lost|Stay where you are. Connecting again …',
  live: 'All done|Thank you. The check succeeded.',
  reject:
    'The check did not succeed|It must be you yourself: no photo, screen or mask. If it was you, ask whoever sent you here.',
  retry: 'Not quite|Follow each prompt as soon as it appears.',
  too_old: 'This browser is too old|Update it, or open this page in another browser.',
  insecure_context: 'This page is not secure|Cameras need https. Open the https:// address of this page.',
  no_camera: 'No camera found|Connect a camera, or open this page on a phone.',
  camera_unsupported: 'No camera here|Open this page in your browser.',
  permission_refused:
    'The camera is not allowed|Allow the camera in your browser’s or phone’s settings, then try again.',
  allow_chrome: 'Press the sign to the left of the address, then allow the camera.',
  allow_firefox: 'Press the camera sign to the left of the address and remove the block.',
  allow_safari: 'Open the menu at the left of the address, choose Website Settings, and allow the camera.',
  allow_android: 'Press the sign to the left of the address, then Permissions, then allow the camera.',
  allow_ios: 'Open Settings, find your browser, and allow the camera.',
  camera_blocked: 'The camera is blocked here|The page or app around this frame must allow it.',
  camera_in_use: 'The camera is busy|Close other apps and tabs that use it.',
  camera_unplugged: 'The camera went away|Plug it in again or choose another.',
  camera_muted: 'The camera is paused|Your device took it away. Close other apps that use it, then try again.',
  page_hidden: 'You left this page|Stay on this page until the check is done.',
  turned: 'Your device was turned|Hold it still, then try again.',
  turning: 'Hold your device still',
  connection_lost: 'No connection|Check your internet.',
  session_expired: 'Time is up|A check lasts only so long.',
  session_over: 'This check can’t go on|It has ended or is open elsewhere.',
  too_many_requests: 'Too many tries|Wait a while.',
  failed: 'Something went wrong|Wait a moment.',
  look_straight: 'Look straight at the camera',
  turn_left: 'Turn your head left',
  turn_right: 'Turn your head right',
  look_up: 'Tilt your head up',
  blink: 'Close both eyes, then open them',
  smile: 'Smile',
  open_mouth: 'Open your mouth wide',
  no_face: 'Move your face into view',
  many_faces: 'Only one person may be in view',
  too_far: 'Come closer',
  too_close: 'Move back a little',
  too_high: 'Move down a little',
  too_low: 'Move up a little',
  too_left: 'Move a little to your right',
  too_right: 'Move a little to your left',
  too_dark: 'Find more light',
  too_bright: 'Find softer light',
  brightened: 'The screen lights your face. Turn up its brightness',
  blurred: 'Hold the camera still and wipe its lens',
  hold_still: 'Look straight and hold still',
  turn_more: 'A little further',
  smile_more: 'A bigger smile',
  open_more: 'Open your mouth wider',
  blink_now: 'Close both eyes, then open them',
  slower: 'A little slower',
  other_way: 'The other way',
  begin: 'Begin now',
  ok: '',
  line_too_slow: 'Your internet connection is too slow',
  step_timeout: 'There was not enough time. You can ask for more time',
  unclear: 'The camera did not show your face well enough',
  camera_paused: 'The camera stopped for a while. Keep this page open',
  left_the_picture: 'Your face left the picture. Stay inside the oval',
  full: 'Many people are here. You keep your place.',
  returned: 'You left this page. Stay until the check is done.',
} satisfies Language

const LOAD_MS_MAX = 1_000

const files = new Map<string, () => Promise<{ readonly words: Language }>>([
  ['ar', () => import('./words/ar.js')],
  ['de', () => import('./words/de.js')],
  ['es', () => import('./words/es.js')],
  ['fr', () => import('./words/fr.js')],
  ['hi', () => import('./words/hi.js')],
  ['id', () => import('./words/id.js')],
  ['ja', () => import('./words/ja.js')],
  ['ms', () => import('./words/ms.js')],
  ['pt', () => import('./words/pt.js')],
  ['vi', () => import('./words/vi.js')],
  ['zh', () => import('./words/zh.js')],
])

interface Choice {
  /** English until the language is there, and where it can't be loaded. */
  words: Language
  /** Until the language is there, can't be loaded, or is late; a late one is there for the next text. */
  loading?: Promise<void>
}

/** Languages that were chosen before. */
const choices = new Map<string, Choice>()

/** The words in a language (BCP 47; its region does not count), English where there are none. */
export const wordsIn = (tag: string): Choice => {
  const [code = ''] = tag.toLowerCase().split('-')
  const load = files.get(code)
  if (!load) return { words: english }
  const choice: Choice = choices.get(code) ?? { words: english }
  if (choices.has(code)) return choice
  choices.set(code, choice)
  const loaded = load().then(
    (module) => Object.assign(choice, module),
    () => {},
  )
  const late = new Promise<void>((resolve) => setTimeout(resolve, LOAD_MS_MAX))
  choice.loading = Promise.race([loaded, late]).then(() => {
    delete choice.loading
  })
  return choice
}

/** A language's words with a page's own in their place. Words that no language has are left out. */
export const replaceWords = (words: Language, own: CaptureWords): Words =>
  Object.fromEntries(Object.entries(words).map(([word, text]) => [word, own?.[word as Word] ?? text])) as Words
