import { h, icon, setIcon } from '../dom.js'
import { call } from './call.js'
import { words } from './demo-words.js'

const PAGE = 8
/** Dots for what is still to come, a dash for what came to nothing. */
const DOTS = 'M6 12v.01M12 12v.01M18 12v.01'
const NOTHING = 'M7 12h10'
/** @type {Record<string, string>} */
const OPEN = { waiting: DOTS, running: DOTS }
const list = /** @type {HTMLElement} */ (document.querySelector('#checks'))
const older = /** @type {HTMLButtonElement} */ (document.querySelector('#older'))
const none = /** @type {HTMLElement} */ (document.querySelector('#no-checks'))
const problem = /** @type {HTMLElement} */ (document.querySelector('#history-problem'))

/**
 * @typedef {object} Check
 * @property {string} session_id
 * @property {'waiting' | 'running' | 'decided' | 'expired' | 'cancelled'} state
 * @property {'accept' | 'reject' | 'retry' | null} next_action
 * @property {string} created_at
 */

/**
 * Shows the newest checks, and a button for older ones where there are more.
 * @param {'en' | 'id'} language
 * @param {(error: unknown) => unknown} showProblem
 */
export async function showHistory(language, showProblem) {
  /** @type {Check[]} */
  const shown = []

  const more = async () => {
    const last = shown.at(-1)
    const before = last ? `&before=${encodeURIComponent(last.session_id)}` : ''
    problem.textContent = ''
    try {
      /** @type {Check[]} */
      const checks = (await call('GET', `/liveness/sessions?limit=${PAGE}${before}`)).data
      shown.push(...checks)
      older.hidden = checks.length < PAGE
    } catch (error) {
      await showProblem(error)
    }
    none.hidden = shown.length > 0 || problem.textContent !== ''
    list.replaceChildren(...shown.map((check) => row(check, language)))
  }

  older.onclick = more
  await more()
}

/**
 * @param {Check} check
 * @param {'en' | 'id'} language
 */
function row({ state, next_action, created_at }, language) {
  const outcome = next_action ?? state
  const said = /** @type {Record<string, string>} */ (words[language])
  const image = icon('')
  if (next_action) setIcon(image, { accept: 'live', reject: 'reject', retry: 'retry' }[next_action])
  else image.firstElementChild?.setAttribute('d', OPEN[state] ?? NOTHING)
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const time = h('time', { datetime: created_at }, new Text(format.format(new Date(created_at))))
  return h('li', { class: outcome }, image, h('strong', {}, new Text(said[outcome] ?? outcome)), time)
}
