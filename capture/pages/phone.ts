import { h } from '../dom.js'
import type { CaptureSession } from '../liveness-capture.js'
import { call } from './call.js'
import type { Check } from './history.js'

const POLL_MS = 2_000
/** Of white around the code, as its standard demands (ISO/IEC 18004). */
const QUIET_MODULES = 4
const LOOPBACK = /^(localhost|127\.|\[::1\])/

const panel = document.querySelector<HTMLElement>('#phone-panel')!
const button = document.querySelector<HTMLButtonElement>('#phone')!
const code = document.querySelector<HTMLElement>('#phone-code')!
const far = document.querySelector<HTMLElement>('#phone-far')!
let timer = 0

/** Hides the code; what it opens goes on. */
export function closePhone(): void {
  clearTimeout(timer)
  panel.hidden = true
  button.setAttribute('aria-expanded', 'false')
  code.replaceChildren()
}

/** Opens a session and shows its link as a code; calls back whenever something has become of it. */
export async function openPhone(label: string, onChange: () => Promise<void>): Promise<void> {
  const { encode } = await import('./qr.js')
  const { data } = await call<CaptureSession & { capture_path: string }>('POST', '/liveness/sessions', {})
  const base = document.querySelector<HTMLMetaElement>('meta[name=public-url]')?.content || location.origin
  far.hidden = base.startsWith('https:') && !LOOPBACK.test(new URL(base).host)
  code.replaceChildren(drawCode(encode(base + data.capture_path, { border: QUIET_MODULES }).data, label))
  panel.hidden = false
  button.setAttribute('aria-expanded', 'true')
  await onChange()
  watch('waiting', onChange)
}

/** Until the newest check, which may be another try, has an end that is none to try again after. */
function watch(known: string, onChange: () => Promise<void>): void {
  timer = setTimeout(async () => {
    const newest = await call<Check[]>('GET', '/liveness/sessions?limit=1').catch(() => undefined)
    if (panel.hidden) return
    const check = newest?.data[0]
    const now = check ? `${check.session_id} ${check.state}` : known
    if (check && now !== known) await onChange()
    const ended = check?.state === 'decided' || check?.state === 'cancelled'
    if (ended && check.next_action !== 'retry') closePhone()
    else if (!panel.hidden) watch(now, onChange)
  }, POLL_MS)
}

function drawCode(modules: readonly (readonly boolean[])[], label: string): SVGElement {
  const dark = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  const attributes = { viewBox: `0 0 ${modules.length} ${modules.length}`, role: 'img', 'aria-label': label }
  return h('svg', attributes, h('path', { d: dark.join('') }))
}
