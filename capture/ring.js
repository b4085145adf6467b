/** @import { CreateRing } from './parts.d.ts' */
import { h } from './dom.js'

/** The ring around the oval: a piece for each step, filled as its time runs, green once answered. @type {CreateRing} */
export const createRing = () => {
  const svg = h('svg', { viewBox: '0 0 300 400', part: 'ring' })
  return {
    svg,
    show(done, count, runningMs) {
      const gap = count > 1 ? 6 : 0
      const whole = `${100 - gap} ${count * 100}`
      const piece = (/** @type {string} */ name, /** @type {number} */ at) =>
        h('path', {
          class: name,
          d: 'M150 8a142 192 0 0 1 0 384a142 192 0 0 1 0-384',
          pathLength: `${count * 100}`,
          'stroke-dasharray': whole,
          'stroke-dashoffset': `${-at * 100 - gap / 2}`,
        })
      svg.replaceChildren(...Array.from({ length: count }, (_, at) => piece(at < done ? 'done' : 'track', at)))
      if (!runningMs) return
      const running = piece('running', done)
      svg.append(running)
      running.animate({ strokeDasharray: [`0 ${count * 100}`, whole] }, runningMs)
    },
  }
}
