import { h, icon, setIcon } from '../dom.js'
import { call } from './call.js'
import type { DemoWords } from './demo-words.js'
import type { Language } from './language.js'

const PAGE = 8
/** Dots for a check that has no end yet, a dash for one that ended without a verdict. */
const DOTS = 'M6 12v.01M12 12v.01M18 12v.01'
const DASH = 'M7 12h10'
const OPEN: Readonly<Record<string, string>> = { waiting: DOTS, running: DOTS }
const list = document.querySelector<HTMLElement>('#checks')!
const older = document.querySelector<HTMLButtonElement>('#older')!
const none = document.querySelector<HTMLElement>('#no-checks')!
const problem = document.querySelector<HTMLElement>('#history-problem')!

export interface Check {
  readonly session_id: string
  readonly state: 'waiting' | 'running' | 'decided' | 'expired' | 'cancelled'
  readonly next_action: 'accept' | 'reject' | 'retry' | null
  readonly created_at: string
}

/** Whoever logs in next sees no check of the one before, not even while their own are on their way. */
export const clearHistory = (): void => list.replaceChildren()

/** Shows the newest checks, and a button for older ones where there are more. */
export async function showHistory(
  language: Language,
  words: DemoWords,
  showProblem: (error: unknown) => Promise<void>,
): Promise<void> {
  const shown: Check[] = []

  const more = async () => {
    const last = shown.at(-1)
    const before = last ? `&before=${encodeURIComponent(last.session_id)}` : ''
    problem.textContent = ''
    try {
      const { data: checks } = await call<Check[]>('GET', `/liveness/sessions?limit=${PAGE}${before}`)
      shown.push(...checks)
      older.hidden = checks.length < PAGE
    } catch (error) {
      await showProblem(error)
    }
    none.hidden = shown.length > 0 || problem.textContent !== ''
    list.replaceChildren(...shown.map((check) => row(check, language, words)))
  }

  older.onclick = more
  await more()
}

function row({ state, next_action, created_at }: Check, language: Language, words: DemoWords): HTMLElement {
  const outcome = next_action ?? state
  const texts = words as unknown as Readonly<Record<string, string>>
  const image = icon('')
  if (next_action) setIcon(image, { accept: 'live', reject: 'reject', retry: 'retry' }[next_action])
  else image.firstElementChild?.setAttribute('d', OPEN[state] ?? DASH)
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const time = h('time', { datetime: created_at }, new Text(format.format(new Date(created_at))))
  return h('li', { class: outcome }, image, h('strong', {}, new Text(texts[outcome] ?? outcome)), time)
}
