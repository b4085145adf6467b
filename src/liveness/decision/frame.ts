import type { Observation } from '../../vision/observation.ts'
import type { EarlierPosture } from './earlier-sessions.ts'
import type { SaidCamera } from './said-camera.ts'
import type { StepRequest } from './step-request.ts'

/**
 * One picture as the decision needs it: what was measured, when it arrived, and whether the same pixels were
 * received before.
 */
export interface Frame {
  /** Counted by the client from 0, growing. */
  readonly sequence: number
  /** The connection that it came by; null where it came by a request of its own. */
  readonly source: string | null
  /** The client's own clock, finite, of any origin; null when it did not say. */
  readonly capturedAtMs: number | null
  /** The steady clock of the process that took it, epoch milliseconds; in the decision, the session's own time. */
  readonly receivedAtMs: number
  /** Which clock that is. Measurements that were kept before there were several do not say. */
  readonly clockId: string
  /** For how long before it the server could take no frame of this session; not said: not at all. */
  readonly unservedMs?: number
  /** Its session waits for room: the person may be guided, and nothing begins. */
  readonly waits?: boolean
  readonly seen: 'never' | 'this_session' | 'another_session'
  /** Postures of earlier sessions that it shows again; not said where none were compared. */
  readonly alike?: readonly EarlierPosture[]
  /** What the connection's client said of its camera, where it said something. */
  readonly camera?: SaidCamera
  /** What the person asks for along with it; one that can't be granted changes nothing. */
  readonly request?: StepRequest
  readonly observation: Observation
}
