import { h } from './dom.js'

/** Before, the time that is left would only hurry people. */
const TIME_SHOWN_MS = 3_000
const OUTLINE = 'M150 8a142 192 0 0 1 0 384a142 192 0 0 1 0-384'
const OUTER_OUTLINE = 'M150 1.5a148.5 198.5 0 0 1 0 397a148.5 198.5 0 0 1 0-397'

export interface Ring {
  readonly svg: SVGElement
  /** Shows so many of `count` pieces as done, and the next as running where `runningMs` is left for it. */
  show(done: number, count: number, runningMs?: number): void
  /** Fills the running piece as far as its movement has gone, 0 … 1. */
  fill(progress: number): void
}

/**
 * The ring around the oval: a piece for each step, filled as far as its movement has gone, green once completed. In
 * the last seconds a thin line around the running piece shows the time, getting shorter.
 */
export const createRing = (): Ring => {
  const svg = h('svg', { viewBox: '0 0 300 400', part: 'ring' })
  let running: SVGElement | undefined
  let dashes = (_share: number) => ''
  return {
    svg,
    show(done, count, runningMs) {
      const gap = count > 1 ? 6 : 0
      dashes = (share) => `${(100 - gap) * share} ${count * 100}`
      const piece = (name: string, at: number, share: number, outline = OUTLINE) =>
        h('path', {
          class: name,
          d: outline,
          pathLength: `${count * 100}`,
          'stroke-dasharray': dashes(share),
          'stroke-dashoffset': `${-at * 100 - gap / 2}`,
        })
      svg.replaceChildren(...Array.from({ length: count }, (_, at) => piece(at < done ? 'done' : 'track', at, 1)))
      running = undefined
      if (runningMs === undefined) return
      const time = piece('time', done, 0, OUTER_OUTLINE)
      running = piece('running', done, 0)
      svg.append(running, time)
      const delay = runningMs - TIME_SHOWN_MS
      time.animate({ strokeDasharray: [dashes(1), dashes(0)] }, { duration: TIME_SHOWN_MS, delay })
    },
    fill: (progress) => running?.setAttribute('stroke-dasharray', dashes(Math.min(1, progress))),
  }
}
