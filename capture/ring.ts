import { h } from './dom.js'

export interface Ring {
  readonly svg: SVGElement
  /** Shows so many of `count` pieces as done, and the next as running where `runningMs` is given. */
  show(done: number, count: number, runningMs?: number): void
}

/** The ring around the oval: a piece for each step, filled as its time runs, green once completed. */
export const createRing = (): Ring => {
  const svg = h('svg', { viewBox: '0 0 300 400', part: 'ring' })
  return {
    svg,
    show(done, count, runningMs) {
      const gap = count > 1 ? 6 : 0
      const whole = `${100 - gap} ${count * 100}`
      const piece = (name: string, at: number) =>
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
