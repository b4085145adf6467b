const SHOWN_EVERY_MS = 250

export interface ProgressLine {
  show(what: string, done: number, total: number): void
  /** Leaves the last line: how much was done, and how fast. */
  end(): void
}

/** A line on stderr that is written anew while work goes on; where stderr is no terminal, only at the end. */
export function openProgressLine(out: NodeJS.WriteStream = process.stderr): ProgressLine {
  const began = performance.now()
  let shownAt = 0
  let last = ''
  return {
    show(what, done, total) {
      const seconds = (performance.now() - began) / 1000
      const perSecond = done / Math.max(0.001, seconds)
      const left = Math.ceil((total - done) / perSecond)
      last = `${done} of ${total} ${what}, ${perSecond.toFixed(1)} a second`
      if (!out.isTTY || performance.now() - shownAt < SHOWN_EVERY_MS) return
      shownAt = performance.now()
      out.write(`\r\x1b[K${last}, ${left} s left`)
    },
    end() {
      if (last !== '') out.write(`${out.isTTY ? '\r\x1b[K' : ''}${last}\n`)
    },
  }
}
