import '../liveness-capture.js'
import { call } from './call.js'
import { refusalsInIndonesian, words } from './demo-words.js'
import { showHistory } from './history.js'
import { choosePageLanguage } from './language.js'

/** @typedef {import('../liveness-capture.d.ts').LivenessCapture} LivenessCapture */

const capture = /** @type {LivenessCapture} */ (document.querySelector('liveness-capture'))
const form = /** @type {HTMLFormElement} */ (document.querySelector('#account'))
const confirmation = /** @type {HTMLDialogElement} */ (document.querySelector('#confirm'))
const languages = /** @type {HTMLSelectElement} */ (document.querySelector('#language'))
let language = choosePageLanguage()
let registering = true

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** @param {unknown} error */
const explain = (error) => {
  const { message, status = 0 } = /** @type {Error & { status?: number }} */ (error)
  if (error instanceof TypeError) return words[language].unreachable
  if (language === 'en') return message
  return refusalsInIndonesian[message] ?? refusalsInIndonesian[status] ?? words[language].failed
}

/** Shows what went wrong, or the form where it was that nobody is logged in any more. @type {(id: string, error: any) => unknown} */
const showProblem = async (id, error) => {
  if (error.code !== 'unauthorized' && error.message !== 'Unauthorized users') {
    find(id).textContent = explain(error)
    return
  }
  confirmation.close()
  registering = false
  await showWhoIsThere()
  find('account-problem').textContent = words[language].loggedOut
}

function showWords() {
  const said = /** @type {Record<string, string>} */ (words[language])
  document.title = words[language].title
  languages.value = language
  for (const element of document.querySelectorAll('[data-words]'))
    element.textContent = said[element.getAttribute('data-words') ?? ''] ?? ''
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', said[element.getAttribute('data-label') ?? ''] ?? '')
  showForm()
}

function showForm() {
  const said = words[language]
  find('form-title').textContent = registering ? said.signUp : said.logIn
  find('submit').textContent = registering ? said.signUp : said.logIn
  find('other-form').textContent = registering ? said.haveAccount : said.noAccount
  find('fullname-field').hidden = !registering
  find('account-problem').textContent = ''
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name))
  field('fullname').disabled = !registering
  field('password').autocomplete = registering ? 'new-password' : 'current-password'
}

/** Shows what belongs to whoever is logged in, or the form when nobody is. A check under way is not the next one's. */
async function showWhoIsThere() {
  capture.reset()
  find('another').hidden = true
  const greeting = await call('GET', '/home').catch(() => undefined)
  find('welcome').hidden = greeting !== undefined
  for (const id of ['signed-in', 'logout', 'hello']) find(id).hidden = greeting === undefined
  if (!greeting) return showForm()
  find('hello').textContent = greeting.message.replace(/^Hello /, '')
  await refresh()
}

const refresh = () => showHistory(language, (error) => showProblem('history-problem', error))

/** For when another is there than before: the focus goes to the heading of what is shown now. */
async function greet() {
  await showWhoIsThere()
  find(find('signed-in').hidden ? 'headline' : 'signed-in-headline').focus({ preventScroll: true })
  scrollTo(0, 0)
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = /** @type {HTMLButtonElement} */ (find('submit'))
  const credentials = Object.fromEntries(new FormData(form))
  button.disabled = true
  find('account-problem').textContent = ''
  try {
    if (registering) await call('POST', '/auth/register', credentials)
    registering = false
    await call('POST', '/auth/login', credentials)
    form.reset()
    await greet()
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
  await greet()
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
    await greet()
  } catch (error) {
    await showProblem('delete-problem', error)
  }
})

capture.renew = async () => (await call('POST', '/liveness/sessions', {})).data
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
await showWhoIsThere()
