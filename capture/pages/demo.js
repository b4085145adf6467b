import '../liveness-capture.js'
import { call } from './call.js'
import { messagesInIndonesian, words } from './demo-words.js'
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
  const { message } = /** @type {Error} */ (error)
  if (error instanceof TypeError) return words[language].unreachable
  return (language === 'id' && messagesInIndonesian[message]) || message
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

/** Shows what belongs to whoever is logged in, or the form when nobody is. */
async function showWhoIsThere() {
  const greeting = await call('GET', '/home').catch(() => undefined)
  find('welcome').hidden = greeting !== undefined
  for (const id of ['signed-in', 'logout', 'hello']) find(id).hidden = greeting === undefined
  if (!greeting) {
    showForm()
    return capture.stop()
  }
  find('hello').textContent = greeting.message.replace(/^Hello /, '')
  await showHistory(language, explain)
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = /** @type {HTMLButtonElement} */ (find('submit'))
  const credentials = Object.fromEntries(new FormData(form))
  button.disabled = true
  find('account-problem').textContent = ''
  try {
    if (registering) await call('POST', '/auth/register', credentials)
    await call('POST', '/auth/login', credentials)
    form.reset()
    registering = false
    await showWhoIsThere()
  } catch (error) {
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
  if (!find('signed-in').hidden) showHistory(language, explain)
})

find('logout').addEventListener('click', async () => {
  await call('DELETE', '/auth/logout').catch(() => undefined)
  await showWhoIsThere()
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
    await showWhoIsThere()
  } catch (error) {
    find('delete-problem').textContent = explain(error)
  }
})

capture.renew = async () => (await call('POST', '/liveness/sessions', {})).data
capture.addEventListener('verdict', ({ detail }) => {
  find('another').hidden = detail.next_action === 'retry'
  showHistory(language, explain)
})
capture.addEventListener('error', () => showHistory(language, explain))
capture.addEventListener('step', () => {
  find('another').hidden = true
})
find('another').addEventListener('click', () => {
  find('another').hidden = true
  capture.start()
})

showWords()
await showWhoIsThere()
