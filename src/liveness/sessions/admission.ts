/** What a frame's session may do now. */
export type Admitted =
  | { readonly runs: true }
  /** `spare`: the engine has a moment to guide the person by this frame all the same. */
  | { readonly runs: false; readonly waitSeconds: number; readonly spare: boolean }

/** How many frames a second the engine can measure, as far as it has been seen. */
type Engine = { readonly framesPerSecond: number }

interface Seat {
  readonly sinceMs: number
  seenMs: number
  begun: boolean
}

interface Place {
  seenMs: number
  readonly waitSeconds: number
}

/** Fewer show no movement well. */
export const FRAMES_PER_SECOND_MIN = 5
const FRAMES_PER_SECOND_MAX = 15
/** The rest is for pictures of other kinds, for what frames differ by, and for those who wait. */
const SHARE_RUNNING = 0.8
const SHARE_SPARE = 0.1
/** A session that sends nothing for so long makes room. */
const SILENT_MS_MAX = 5_000
/** Who waits and has not asked for so long is overtaken; a while later the place is gone. */
const ABSENT_MS_MAX = 2_500
const PLACE_KEPT_MS = 15_000
/** While others wait, positioning takes no longer. */
const POSITIONING_MS_MAX = 20_000
const WAITING_MAX = 10_000
const WAIT_SECONDS_MAX = 1_800
/** Until the first sessions are over, they are taken to last so long. */
const HELD_MS_TYPICAL = 10_000

/**
 * Which sessions run and which wait, in one process: as many run as its engine can measure at five frames a second
 * each. Processes that share a database have an engine each, so together they run what all the engines can measure. A
 * session whose attempt has begun always runs, wherever it comes from: it is nobody's fault if a process has gone. All
 * times are steady milliseconds.
 */
export class Admission {
  readonly #engine: Engine
  readonly #running = new Map<string, Seat>()
  /** In the order in which they came. */
  readonly #waiting = new Map<string, Place>()
  #heldMs = HELD_MS_TYPICAL
  #spareAtMs = 0

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** To be asked at each frame. `begun`: the session's attempt has begun. */
  admit(sessionId: string, begun: boolean, nowMs: number): Admitted {
    this.#forgetSilent(nowMs)
    const seat = this.#running.get(sessionId)
    if (seat && !this.#overstays(seat, begun, nowMs)) {
      Object.assign(seat, { seenMs: nowMs, begun })
      return { runs: true }
    }
    if (seat) this.leave(sessionId, nowMs)
    const ahead = this.#countAhead(sessionId, nowMs)
    const free = this.#sessionsMax - this.#running.size
    if (!seat && (begun || ahead < free)) {
      this.#waiting.delete(sessionId)
      this.#running.set(sessionId, { sinceMs: nowMs, seenMs: nowMs, begun })
      return { runs: true }
    }
    const waitSeconds = this.#estimateSeconds(ahead - free)
    if (this.#waiting.size < WAITING_MAX || this.#waiting.has(sessionId))
      this.#waiting.set(sessionId, { seenMs: nowMs, waitSeconds })
    return { runs: false, waitSeconds, spare: this.#takeSpare(nowMs) }
  }

  /** The session is over. */
  leave(sessionId: string, nowMs: number): void {
    this.#waiting.delete(sessionId)
    const seat = this.#running.get(sessionId)
    if (!seat) return
    this.#running.delete(sessionId)
    this.#heldMs += (nowMs - seat.sinceMs - this.#heldMs) / 8
  }

  /** The rate at which each running session's frames can all be measured, 5..15. */
  get framesPerSecond(): number {
    const each = Math.floor((this.#engine.framesPerSecond * SHARE_RUNNING) / Math.max(1, this.#running.size))
    return Math.min(FRAMES_PER_SECOND_MAX, Math.max(FRAMES_PER_SECOND_MIN, each))
  }

  /** How many more sessions would run at once if they came now. */
  room(nowMs: number): number {
    this.#forgetSilent(nowMs)
    const present = this.#countAhead(null, nowMs)
    return Math.max(0, this.#sessionsMax - this.#running.size - present)
  }

  waiting(nowMs: number): number {
    this.#forgetSilent(nowMs)
    return this.#waiting.size
  }

  get #sessionsMax(): number {
    return Math.max(1, Math.floor((this.#engine.framesPerSecond * SHARE_RUNNING) / FRAMES_PER_SECOND_MIN))
  }

  #overstays(seat: Seat, begun: boolean, nowMs: number): boolean {
    return !begun && this.#waiting.size > 0 && nowMs - seat.sinceMs > POSITIONING_MS_MAX
  }

  /** How many wait before a session, or in all, and are there to be let in. */
  #countAhead(sessionId: string | null, nowMs: number): number {
    let ahead = 0
    for (const [id, { seenMs }] of this.#waiting) {
      if (id === sessionId) break
      if (nowMs - seenMs <= ABSENT_MS_MAX) ahead++
    }
    return ahead
  }

  #estimateSeconds(places: number): number {
    const seconds = ((Math.max(0, places) + 1) * this.#heldMs) / 1000 / this.#sessionsMax
    return Math.min(WAIT_SECONDS_MAX, Math.ceil(seconds))
  }

  #takeSpare(nowMs: number): boolean {
    if (nowMs < this.#spareAtMs) return false
    this.#spareAtMs = nowMs + 1000 / (this.#engine.framesPerSecond * SHARE_SPARE)
    return true
  }

  #forgetSilent(nowMs: number): void {
    for (const [id, { seenMs }] of this.#running) if (nowMs - seenMs > SILENT_MS_MAX) this.leave(id, nowMs)
    for (const [id, { seenMs, waitSeconds }] of this.#waiting)
      if (nowMs - seenMs > PLACE_KEPT_MS + Math.min(waitSeconds, RETRY_SECONDS_MAX) * 1000) this.#waiting.delete(id)
  }
}

/** Who asks by requests is told to come back after so long at most, so that the place is kept until then. */
export const RETRY_SECONDS_MAX = 30
