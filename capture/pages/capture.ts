import '../liveness-capture.js'
import { notifyHost } from './host.js'
import { choosePageLanguage } from './language.js'

const words = {
  en: ['Face check', 'This link is incomplete. Ask for a new one.'],
  id: ['Pemeriksaan wajah', 'Tautan ini tidak lengkap. Minta yang baru.'],
}
const capture = document.querySelector('liveness-capture')!
const incomplete = document.querySelector<HTMLElement>('#incomplete')!

/**
 * The session is in the fragment, which browsers send to no server: `#<session id>.<capture token>`. It moves at once
 * from the address, which is seen, copied and shared, to the state of the history entry, where a reload finds it.
 */
function readSession(): void {
  if (location.hash !== '') history.replaceState(location.hash.slice(1), '', location.pathname + location.search)
  const [session = '', token = ''] = String(history.state ?? '').split('.')
  const complete = session !== '' && token !== ''
  capture.hidden = !complete
  incomplete.hidden = complete
  capture.setAttribute('session', session)
  capture.setAttribute('token', token)
  // A frame may lack the permission for the camera, which a tab of its own does not.
  if (complete && window.parent !== window) capture.setAttribute('tab-url', `${location.href}#${session}.${token}`)
}

const [title = '', problem = ''] = words[choosePageLanguage()]
document.title = title
for (const heading of document.querySelectorAll('h1')) heading.textContent = title
incomplete.textContent = problem
// Another link in the same tab, and going back to the one before.
addEventListener('popstate', readSession)
readSession()

for (const name of ['step', 'verdict', 'error'] as const)
  capture.addEventListener(name, ({ detail }) => notifyHost({ type: name, ...detail }))
