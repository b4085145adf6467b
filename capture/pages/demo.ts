import type { CaptureSession } from '../liveness-capture.js'
import '../liveness-capture.js'
import { type CallError, call } from './call.js'
import { refusalsInIndonesian, words } from './demo-words.js'
import { clearHistory, showHistory } from './history.js'
import { choosePageLanguage } from './language.js'

const capture = document.querySelector('liveness-capture')!
const form = document.querySelector<HTMLFormElement>('#account')!
const confirmation = document.querySelector<HTMLDialogElement>('#confirm')!
const languages = document.querySelector<HTMLSelectElement>('#language')!
let language = choosePageLanguage()
let registering = true

const find = (id: string): HTMLElement => document.getElementById(id)!

const explain = (error: unknown): string => {
  const { message, status = 0 } = error as CallError
  if (error instanceof TypeError) return words[language].unreachable
  if (language === 'en') return message
  return refusalsInIndonesian[message] ?? refusalsInIndonesian[status] ?? words[language].failed
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
  find('account-problem').textContent = words[language].loggedOut
}

function showWords(): void {
  const texts: Readonly<Record<string, string>> = words[language]
  document.title = words[language].title
  languages.value = language
  for (const element of document.querySelectorAll('[data-words]'))
    element.textContent = texts[element.getAttribute('data-words') ?? ''] ?? ''
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', texts[element.getAttribute('data-label') ?? ''] ?? '')
  showForm()
}

function showForm(): void {
  const texts = words[language]
  find('form-title').textContent = registering ? texts.signUp : texts.logIn
  find('submit').textContent = registering ? texts.signUp : texts.logIn
  find('other-form').textContent = registering ? texts.haveAccount : texts.noAccount
  find('fullname-field').hidden = !registering
  find('account-problem').textContent = ''
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement
  field('fullname').disabled = !registering
  field('password').autocomplete = registering ? 'new-password' : 'current-password'
}

/** Shows the account that is logged in, or the form when none is. No check passes from one account to another. */
async function showAccount(): Promise<void> {
  capture.reset()
  clearHistory()
  find('another').hidden = true
  const greeting = await call('GET', '/home').catch(() => undefined)
  find('welcome').hidden = greeting !== undefined
  for (const id of ['signed-in', 'logout', 'hello']) find(id).hidden = greeting === undefined
  if (!greeting) return showForm()
  find('hello').textContent = greeting.message.replace(/^Hello /, '')
  await refresh()
}

const refresh = (): Promise<void> => showHistory(language, (error) => showProblem('history-problem', error))

/** Shows the account after a login, logout or deletion, and moves the focus to the heading of what is shown. */
async function showAnotherAccount(): Promise<void> {
  await showAccount()
  find(find('signed-in').hidden ? 'headline' : 'signed-in-headline').focus({ preventScroll: true })
  scrollTo(0, 0)
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = find('submit') as HTMLButtonElement
  const credentials = Object.fromEntries(new FormData(form))
  button.disabled = true
  find('account-problem').textContent = ''
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

languages.addEventListener('change', () => {
  language = choosePageLanguage(languages.value)
  capture.lang = language
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
  find('another').hidden = detail.next_action === 'retry'
  refresh()
})
capture.addEventListener('error', () => refresh())
capture.addEventListener('step', () => {
  find('another').hidden = true
})
find('another').addEventListener('click', () => {
  find('another').hidden = true
  capture.start()
})

showWords()
await showAccount()
