import type { Decision } from '../liveness/decision/verdict.ts'
import type { Presentation } from './data-set.ts'

/** One session that was played from a presentation. */
export interface SessionResult {
  readonly presentation: Presentation
  /** Of the challenge and of the moment at which the film begins. */
  readonly seed: number
  /** Whether the person, or the attack, does what is asked; a film does not. */
  readonly obeys: boolean
  readonly decision: Decision
  /** From the first frame to the end, in the session's own time. */
  readonly seconds: number
  readonly framesUsed: number
  /** Mean luminance of the skin over the frames with a face, 0..255; null without one. */
  readonly skinLuminance: number | null
  /** What the person hears after a miss. */
  readonly hint: string
}
