const SHOWN_EVERY_MS = 250

export interface ProgressLine {
  readonly show: (done: number, total: number) => void
  /** Leaves a last line: how much was done, and how fast. */
  readonly end: () => void
}

/** A line on stderr that is written anew while work goes on; where stderr is no terminal, only at the end. */
export function openProgressLine(what: string, out: NodeJS.WriteStream = process.stderr): ProgressLine {
  const beganMs = performance.now()
  let shownMs = 0
  let last = ''
  return {
    show(done, total) {
      const nowMs = performance.now()
      const perSecond = (done * 1000) / Math.max(1, nowMs - beganMs)
      last = `${done} of ${total} ${what}, ${perSecond.toFixed(1)} a second`
      if (!out.isTTY || nowMs - shownMs < SHOWN_EVERY_MS) return
      shownMs = nowMs
      out.write(`\r\u001b[K${last}, ${Math.ceil((total - done) / perSecond)} s left`)
    },
    end() {
      if (last !== '') out.write(`${out.isTTY ? '\r\u001b[K' : ''}${last}\n`)
    },
  }
}
