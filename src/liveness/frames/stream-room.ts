import { type Admission, FRAMES_PER_SECOND_MIN } from '../sessions/admission.ts'
import type { LivenessSession } from '../sessions/session.ts'
import { type WaitNeeds, waitForRoom } from '../sessions/wait-for-room.ts'

/** What a client is told of the server's load. */
export type Load =
  /** What to send from now on, 5..15, so that nothing is sent to be thrown away. */
  | { readonly type: 'pace'; readonly frames_per_second: number }
  /** How long it waits for room, about; 0: it waits no longer. */
  | { readonly type: 'wait'; readonly seconds: number }

const TOLD_AGAIN_MS_MIN = 2_000
/** More often than a silent stream may be taken over. */
const KEPT_OPEN_MS = 2_000

/** Whether the session of one stream runs or waits for room. All times are steady milliseconds. */
export class StreamRoom {
  readonly #admission: Admission
  readonly #session: LivenessSession
  readonly #tell: (load: Load) => void
  readonly #told = new Map<Load['type'], { readonly value: number; readonly atMs: number }>()
  #keptOpenAtMs = Number.NEGATIVE_INFINITY

  constructor(admission: Admission, session: LivenessSession, tell: (load: Load) => void) {
    this.#admission = admission
    this.#session = session
    this.#tell = tell
  }

  /** What to do with a frame, having told the client what changed: measure it, guide the person by it, or drop it. */
  admit(inAttempt: boolean, nowMs: number): 'measure' | 'guide' | 'drop' {
    const admitted = this.#admission.admit(this.#session.id, inAttempt, nowMs)
    this.#sayWait(admitted.runs ? 0 : admitted.waitSeconds, nowMs)
    this.#sayPace(admitted.runs ? this.#admission.framesPerSecond : FRAMES_PER_SECOND_MIN, nowMs)
    if (admitted.runs) return 'measure'
    return admitted.spare ? 'guide' : 'drop'
  }

  /** To be called with each frame of a session that waits. False where it is over or another has its stream. */
  async keepOpen(needs: WaitNeeds, streamId: string, nowMs: number): Promise<boolean> {
    if (nowMs - this.#keptOpenAtMs < KEPT_OPEN_MS) return true
    this.#keptOpenAtMs = nowMs
    return waitForRoom(needs, this.#session, streamId)
  }

  leave(nowMs: number): void {
    this.#admission.leave(this.#session.id, nowMs)
  }

  #sayPace(value: number, nowMs: number): void {
    if (this.#isNews('pace', value, nowMs)) this.#tell({ type: 'pace', frames_per_second: value })
  }

  #sayWait(value: number, nowMs: number): void {
    if (value === 0 && !this.#told.has('wait')) return
    if (this.#isNews('wait', value, nowMs)) this.#tell({ type: 'wait', seconds: value })
  }

  /** Each is said when it changes and every two seconds at most; that the wait is over at once. */
  #isNews(type: Load['type'], value: number, nowMs: number): boolean {
    const last = this.#told.get(type)
    if (last?.value === value || (last && value > 0 && nowMs - last.atMs < TOLD_AGAIN_MS_MIN)) return false
    this.#told.set(type, { value, atMs: nowMs })
    return true
  }
}
