import type { CaptureSession } from '../liveness-capture.js'
import '../liveness-capture.js'
import { captureWords } from './capture-words.js'
import { createEnding } from './ending.js'
import { notifyHost } from './host.js'
import { choosePageLanguage, offerLanguages } from './language.js'
import { endOf, isOver, type LinkSession, mayRetry, readSession, retrySession, takeSession } from './link-session.js'

const capture = document.querySelector('liveness-capture')!
const incomplete = document.querySelector<HTMLElement>('#incomplete')!
const next = document.querySelector<HTMLElement>('.next')!
const over = document.querySelector<HTMLElement>('#over')!
let language = choosePageLanguage()
// Where no session is left to try again with, the page itself says what to do.
capture.words = { elsewhere: '' }
const words = () => captureWords[language]
const ending = createEnding(words)
let session: CaptureSession | undefined
let last: LinkSession | undefined

function showWords(): void {
  document.title = words().title
  document.querySelector('h1')!.textContent = words().title
  document.querySelector('#language')!.setAttribute('aria-label', words().language)
  incomplete.textContent = words().incomplete
  over.textContent = words()[last ? endOf(last) : 'over']
  ending.showWords()
}

/** Shows the session of the link, or that there is none, or that it is over. */
async function showSession(): Promise<void> {
  ending.hide()
  session = takeSession()
  incomplete.hidden = session !== undefined
  over.hidden = true
  capture.hidden = session === undefined
  capture.classList.remove('ended')
  last = undefined
  capture.append(next)
  capture.setAttribute('session', session?.session_id ?? '')
  capture.setAttribute('token', session?.capture_token ?? '')
  // A frame may lack the permission for the camera, which a tab of its own does not.
  if (session && window.parent !== window)
    capture.setAttribute('tab-url', `${location.href}#${session.session_id}.${session.capture_token}`)
  const found = await learn()
  if (!found || !isOver(found) || mayRetry(found)) return
  capture.hidden = true
  over.hidden = false
  over.after(next)
  showWords()
  ending.show(found, true)
}

/** How the session stands, as far as it can be learned now; "Try again" is offered for as long as it may be used. */
async function learn(): Promise<LinkSession | undefined> {
  const asked = session
  const found = asked && (await readSession(asked).catch(() => undefined))
  if (!found || asked !== session) return undefined
  last = found
  capture.renew = found.retries_left > 0 ? renew : undefined
  return found
}

async function renew(): Promise<CaptureSession> {
  const found = await learn()
  // Open in another window, or held up by the attempts before it: it may go on later.
  if (session && found && !isOver(found)) return session
  try {
    session = await retrySession(session!)
  } catch (error) {
    if ((error as { code?: string }).code !== 'no_retry') throw error
    capture.renew = undefined
    throw Object.assign(new Error(), { code: 'session_over' })
  }
  await learn()
  return session
}

capture.addEventListener('verdict', async ({ detail }) => {
  const found = last ?? (await learn())
  if (found) ending.show({ ...found, ...detail }, false)
})
capture.addEventListener('error', async ({ detail }) => {
  const found = (await learn()) ?? last
  if (!found) return
  capture.classList.toggle('ended', isOver(found) && !mayRetry(found))
  ending.show(found, detail.code === 'cancelled')
})
// Start and Try again: before the component hears of it, for Cancel has an answer of its own.
capture.addEventListener('click', () => ending.hide(), true)
for (const name of ['step', 'verdict', 'error'] as const)
  capture.addEventListener(name, ({ detail }) => notifyHost({ type: name, ...detail }))

offerLanguages(document.querySelector('#language')!, language, (chosen) => {
  language = chosen
  showWords()
})
showWords()
// Another link in the same tab, and going back to the one before.
addEventListener('popstate', showSession)
await showSession()
