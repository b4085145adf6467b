import type { CaptureSession } from '../liveness-capture.js'
import '../liveness-capture.js'
import { checkFields, clearFields } from './account-form.js'
import { type CallError, call } from './call.js'
import { loadDemoWords, refusalKeys } from './demo-words.js'
import { clearHistory, showHistory } from './history.js'
import { choosePageLanguage, offerLanguages } from './language.js'
import { closePhone, openPhone } from './phone.js'

const capture = document.querySelector('liveness-capture')!
const form = document.querySelector<HTMLFormElement>('#account')!
const confirmation = document.querySelector<HTMLDialogElement>('#confirm')!
let language = choosePageLanguage()
let words = await loadDemoWords(language)
let registering = true

const find = (id: string): HTMLElement => document.getElementById(id)!

const explain = (error: unknown): string => {
  const { message, status = 0 } = error as CallError
  if (error instanceof TypeError) return words.unreachable
  if (!words.refusals) return message
  const keys: Readonly<Record<string, keyof typeof words.refusals>> = refusalKeys
  const key = keys[message] ?? keys[status]
  return key ? words.refusals[key] : words.failed
}

/** Shows what went wrong; where the login has ended, shows the form instead. */
const showProblem = async (id: string, error: unknown): Promise<void> => {
  const { code, message } = error as CallError
  if (code !== 'unauthorized' && message !== 'Unauthorized users') {
    find(id).textContent = explain(error)
    return
  }
  confirmation.close()
  registering = false
  await showAccount()
  find('account-problem').textContent = words.loggedOut
}

function showWords(): void {
  const texts = words as unknown as Readonly<Record<string, string>>
  document.title = words.title
  for (const element of document.querySelectorAll('[data-words]'))
    element.textContent = texts[element.getAttribute('data-words') ?? ''] ?? ''
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', texts[element.getAttribute('data-label') ?? ''] ?? '')
  showForm()
}

function showForm(): void {
  find('form-title').textContent = registering ? words.signUp : words.logIn
  find('submit').textContent = registering ? words.signUp : words.logIn
  find('other-form').textContent = registering ? words.haveAccount : words.noAccount
  find('fullname-field').hidden = !registering
  find('account-problem').textContent = ''
  clearFields()
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement
  field('fullname').disabled = !registering
  field('password').autocomplete = registering ? 'new-password' : 'current-password'
}

/** Shows the account that is logged in, or the form when none is. No check passes from one account to another. */
async function showAccount(): Promise<void> {
  capture.reset()
  closePhone()
  clearHistory()
  showAnother(false)
  const greeting = await call('GET', '/home').catch(() => undefined)
  find('welcome').hidden = greeting !== undefined
  for (const id of ['signed-in', 'logout', 'hello']) find(id).hidden = greeting === undefined
  if (!greeting) return showForm()
  find('hello').textContent = greeting.message.replace(/^Hello /, '')
  await refresh()
}

const refresh = (): Promise<void> => showHistory(language, words, (error) => showProblem('history-problem', error))

/** Offers a new check once one is over; the phone is offered for as long as none runs. */
function showAnother(shown: boolean): void {
  find('another').hidden = !shown
  find('phone').hidden = false
}

/** Shows the account after a login, logout or deletion, and moves the focus to the heading of what is shown. */
async function showAnotherAccount(): Promise<void> {
  await showAccount()
  find(find('signed-in').hidden ? 'headline' : 'signed-in-headline').focus({ preventScroll: true })
  scrollTo(0, 0)
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  find('account-problem').textContent = ''
  if (!checkFields(registering, words)) return
  const button = find('submit') as HTMLButtonElement
  const credentials = Object.fromEntries(new FormData(form))
  button.disabled = true
  try {
    if (registering) await call('POST', '/auth/register', credentials)
    registering = false
    await call('POST', '/auth/login', credentials)
    form.reset()
    await showAnotherAccount()
  } catch (error) {
    showForm()
    find('account-problem').textContent = explain(error)
  } finally {
    button.disabled = false
  }
})

find('other-form').addEventListener('click', () => {
  registering = !registering
  showForm()
})

offerLanguages(document.querySelector('#language')!, language, async (chosen) => {
  language = chosen
  words = await loadDemoWords(chosen)
  showWords()
  if (!find('signed-in').hidden) refresh()
})

find('logout').addEventListener('click', async () => {
  await call('DELETE', '/auth/logout').catch(() => undefined)
  registering = false
  await showAnotherAccount()
})

find('delete').addEventListener('click', () => {
  find('delete-problem').textContent = ''
  confirmation.showModal()
})
find('delete-no').addEventListener('click', () => confirmation.close())
find('delete-yes').addEventListener('click', async () => {
  try {
    await call('DELETE', '/user/delete')
    confirmation.close()
    registering = true
    await showAnotherAccount()
  } catch (error) {
    await showProblem('delete-problem', error)
  }
})

capture.renew = async () => (await call<CaptureSession>('POST', '/liveness/sessions', {})).data
capture.addEventListener('verdict', ({ detail }) => {
  showAnother(detail.next_action !== 'retry')
  refresh()
})
capture.addEventListener('error', () => {
  find('phone').hidden = false
  refresh()
})
capture.addEventListener('step', () => {
  showAnother(false)
  find('phone').hidden = true
  closePhone()
})
find('another').addEventListener('click', () => {
  showAnother(false)
  capture.start()
})
find('phone').addEventListener('click', async () => {
  find('history-problem').textContent = ''
  if (find('phone').getAttribute('aria-expanded') === 'true') return closePhone()
  await openPhone(words.phoneCode, refresh).catch((error) => showProblem('history-problem', error))
})

showWords()
await showAccount()
