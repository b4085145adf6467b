import type { Observation } from '../../vision/observation.ts'

/**
 * One picture as the decision needs it: what was measured, when it arrived, and whether its bytes were received
 * before.
 */
export interface Frame {
  /** Counted by the client from 0, growing. */
  readonly sequence: number
  /** The connection that it came by; null where it came by a request of its own. */
  readonly source: string | null
  /** The client's own clock, finite, of any origin; null when it did not say. */
  readonly capturedAtMs: number | null
  /** The server's clock, epoch milliseconds. */
  readonly receivedAtMs: number
  readonly seen: 'never' | 'this_session' | 'another_session'
  readonly observation: Observation
}
