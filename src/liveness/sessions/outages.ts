/** The times in which this process could take no frame, because its database failed. */
export class Outages {
  readonly #ended: { readonly fromMs: number; readonly untilMs: number }[] = []
  readonly #began: (error: unknown) => void
  #failingSinceMs: number | null = null

  /** `began` is called with the first failure of each outage. */
  constructor(began: (error: unknown) => void) {
    this.#began = began
  }

  /** A frame could not be taken. All times are steady. */
  failed(nowMs: number, error: unknown): void {
    if (this.#failingSinceMs !== null) return
    this.#failingSinceMs = nowMs
    this.#began(error)
  }

  /** A frame was taken. */
  served(nowMs: number): void {
    if (this.#failingSinceMs === null) return
    this.#ended.push({ fromMs: this.#failingSinceMs, untilMs: nowMs })
    if (this.#ended.length > OUTAGES_MAX) this.#ended.shift()
    this.#failingSinceMs = null
  }

  /** How much of the time from a session's last frame to its next was an outage, or connecting again after one. */
  unservedMs(lastFrameAtMs: number, nowMs: number): number {
    const running = this.#failingSinceMs === null ? [] : [{ fromMs: this.#failingSinceMs, untilMs: nowMs }]
    let [unservedMs, countedUntilMs] = [0, lastFrameAtMs]
    for (const { fromMs, untilMs } of [...this.#ended, ...running]) {
      if (untilMs <= lastFrameAtMs) continue
      const beginsMs = Math.max(countedUntilMs, fromMs)
      countedUntilMs = Math.max(countedUntilMs, Math.min(nowMs, untilMs + RECONNECT_MS_MAX))
      unservedMs += Math.max(0, countedUntilMs - beginsMs)
    }
    return Math.min(unservedMs, UNSERVED_MS_MAX)
  }
}

/** Older ones are longer ago than a session lasts, or so short that they cost nobody a step. */
const OUTAGES_MAX = 32
/** A longer outage ends the session: nobody is to gain minutes by it. */
const UNSERVED_MS_MAX = 60_000
/** A client needs so long to notice that the server is back. */
const RECONNECT_MS_MAX = 5_000
