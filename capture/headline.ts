import type { ListedCamera } from './camera-order.js'

/** Wrong with the picture: no movement can be measured until it is put right. */
const FAULT = /^(no_face|many_faces|blurred|too_(far|close|high|low|left|right|dark|bright))$/
const FINAL = /live|reject/

export interface Shown {
  /** `intro`, `opening`, `connecting`, `lost`, `running`, `live`, `reject`, `retry` or `failed`. */
  readonly view: string
  /** Steps completed, of `count`. */
  readonly done: number
  readonly count: number
  /** Whether there is a session to try again with. */
  readonly again: boolean
  readonly otherCamera?: boolean
  readonly cameras?: readonly ListedCamera[]
  readonly cameraId?: string | undefined
  readonly action?: string
  /** The server's prompt. */
  readonly prompt?: string
  readonly timeout_ms?: number
  readonly hint?: string | null | undefined
  /** As capture/types.ts has it. */
  readonly failure?: { readonly code: string; readonly retryAfterSeconds?: number | undefined }
  /** The word for what to do, in place of the failure's own. */
  readonly advice?: string | undefined
}

/**
 * Which texts are shown while a check runs, by their keys in the words: the headline, which is what to do now, and the
 * line below it. Guidance helps with what is asked for (`rest`: between movements) and stands below. A fault of the
 * picture is the headline meanwhile, above the movement that waits.
 */
export const chooseLines = (action = 'rest', guidance = ''): readonly [headline: string, below: string] => {
  const waits = /rest|look_straight/.test(action) ? '' : action
  if (FAULT.test(guidance)) return [guidance, guidance === 'too_dark' && !waits ? 'brightened' : waits]
  return [action, action === 'rest' && guidance === 'hold_still' ? '' : guidance]
}

/** Texts by their keys in the words. */
type Texts = Readonly<Record<'elsewhere' | 'failed' | 'fullStop' | 'wait' | 'waitHours', string>> &
  Readonly<Record<string, string>>

/** What has happened, and what to do. */
export const describe = (texts: Texts, shown: Shown, guidance: string): readonly (string | undefined)[] => {
  const { view, again, action, hint, failure, advice: word } = shown
  if (view === 'running') return chooseLines(action, guidance).map((key) => texts[key])
  const [title, own] = (texts[failure?.code ?? view] ?? texts.failed).split('|')
  const advice = texts[word ?? '']?.split('|').at(-1) ?? own
  if (texts[guidance]) return [title, texts[guidance]]
  const better = texts[hint ?? '']
  const seconds = failure?.retryAfterSeconds
  const todo = better ? better + texts.fullStop : seconds ? waitText(texts, seconds) : advice
  return [title, again || FINAL.test(view) ? todo : `${todo} ${texts.elsewhere}`]
}

/** In hours from two on, rounded up. */
const waitText = ({ wait, waitHours }: Texts, seconds: number): string =>
  seconds > 7_200
    ? waitHours.replace('{hours}', `${Math.ceil(seconds / 3_600)}`)
    : wait.replace('{minutes}', `${Math.ceil(seconds / 60)}`)
