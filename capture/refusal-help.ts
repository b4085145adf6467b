import type { BrowserKind } from './browser-kind.js'
import { h } from './dom.js'
import type { Extra } from './view.js'

/** An address bar, with what is to be pressed in it marked, on a grid of 240 by 64. */
const BAR = 'M24 6h192a16 16 0 0 1 0 32H24a16 16 0 0 1 0-32M56 22h96'
const MARK = 'M26 36a14 14 0 1 0 0-28 14 14 0 0 0 0 28M26 60V42m-6 6 6-6 6 6'
const SLIDERS = 'M19 18h6m6 0h2M19 26h2m6 0h6M28 15v6M24 23v6'
const SIGNS: Readonly<Record<`allow_${BrowserKind}`, string>> & Readonly<Record<string, string>> = {
  allow_chrome: BAR + MARK + SLIDERS,
  allow_android: BAR + MARK + SLIDERS,
  allow_firefox: `${BAR}${MARK}M18 18h10v8H18zM28 21l5-3v8l-5-3M18 14l15 16`,
  allow_safari: `${BAR}${MARK}M19 17h14M19 22h14M19 27h9`,
  // A switch in the settings.
  allow_ios:
    'M16 6h208v32H16zM32 22h72M188 32a10 10 0 0 0 0-20h-8a10 10 0 0 0 0 20zM188 27a5 5 0 1 0 0-10 5 5 0 0 0 0 10M184 60V42m-6 6 6-6 6 6',
}

/** Where the camera is refused: a picture of what to press, and a link to a tab where a frame may be the reason. */
export const createRefusalHelp = (tabUrl: () => string | null): Extra => {
  const path = h('path')
  const picture = h('svg', { viewBox: '-2 0 244 64', part: 'help', 'aria-hidden': 'true' }, path)
  const link = h('a', { part: 'button', target: '_blank', rel: 'noopener noreferrer' })
  return {
    root: h('div', {}, picture, link),
    show(texts, { failure, advice }) {
      const url = tabUrl()
      const sign = SIGNS[advice ?? ''] ?? ''
      picture.toggleAttribute('hidden', sign === '')
      path.setAttribute('d', sign)
      link.hidden = !url || !/permission_refused|camera_blocked/.test(failure?.code ?? '')
      link.textContent = texts.openTab ?? ''
      link.href = url ?? ''
    },
  }
}
