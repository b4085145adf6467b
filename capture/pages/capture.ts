import '../liveness-capture.js'
import { notifyHost } from './host.js'
import { choosePageLanguage } from './language.js'

const words = {
  en: ['Face check', 'This link is incomplete. Ask for a new one.'],
  id: ['Pemeriksaan wajah', 'Tautan ini tidak lengkap. Minta yang baru.'],
}
const capture = document.querySelector('liveness-capture')!
const incomplete = document.querySelector<HTMLElement>('#incomplete')!

/** The session is in the fragment, which browsers send to no server: `#<session id>.<capture token>`. */
function readFragment(): void {
  const [session = '', token = ''] = location.hash.slice(1).split('.')
  const complete = session !== '' && token !== ''
  capture.hidden = !complete
  incomplete.hidden = complete
  capture.setAttribute('session', session)
  capture.setAttribute('token', token)
}

const [title = '', problem = ''] = words[choosePageLanguage()]
document.title = title
for (const heading of document.querySelectorAll('h1')) heading.textContent = title
incomplete.textContent = problem
addEventListener('hashchange', readFragment)
readFragment()

for (const name of ['step', 'verdict', 'error'] as const)
  capture.addEventListener(name, ({ detail }) => notifyHost({ type: name, ...detail }))
