/** The times in which this process could take no frame, because its database or its engine failed. */
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
    let unservedMs = 0
    for (const { fromMs, untilMs } of [...this.#ended, ...running]) {
      const lost =
        untilMs > lastFrameAtMs ? Math.min(nowMs, untilMs + RECONNECT_MS_MAX) - Math.max(lastFrameAtMs, fromMs) : 0
      unservedMs += Math.max(0, lost)
    }
    return Math.min(unservedMs, Math.max(0, nowMs - lastFrameAtMs))
  }
}

/** Older ones are longer ago than a session lasts, or so short that they cost nobody a step. */
const OUTAGES_MAX = 32
/** A client needs so long to notice that the server is back. */
const RECONNECT_MS_MAX = 5_000
