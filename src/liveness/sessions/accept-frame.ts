import { refuse } from '../../errors.ts'
import { wakeDelivery } from '../../results/webhooks/wake-delivery.ts'
import { isStorageFailure } from '../../storage/failure.ts'
import type { Db } from '../../storage/schema.ts'
import type { Observation } from '../../vision/observation.ts'
import type { VisionPool } from '../../vision/pool.ts'
import { planMeasurements } from '../decision/plan-measurements.ts'
import type { Progress } from '../decision/progress.ts'
import type { SaidCamera } from '../decision/said-camera.ts'
import type { StepRequest } from '../decision/step-request.ts'
import { countEnd, countMeasured, type LivenessMetrics } from './metrics.ts'
import { observeFrame } from './observe-frame.ts'
import { findSession } from './queries.ts'
import { readProgress } from './read-progress.ts'
import { requireGrantable } from './require-grantable.ts'
import { isOpen, type LivenessSession } from './session.ts'
import { LostRace, type Stored, type StoreNeeds, storeFrame } from './store-frame.ts'
import { isStreamTaken } from './stream-owner.ts'

export interface FrameNeeds extends StoreNeeds {
  readonly db: Db
  readonly vision: Pick<VisionPool, 'observe'>
  readonly livenessMetrics: LivenessMetrics
}

export interface ArrivedFrame {
  readonly sequence: number
  readonly capturedAtMs: number | null
  /** By the process's steady clock. */
  readonly receivedAtMs: number
  readonly picture: Uint8Array
  readonly address: string
  /** The connection it came by; null where it came by a request of its own. */
  readonly streamId: string | null
  /** What the client of that connection said of its camera; null where it said nothing. */
  readonly camera: SaidCamera | null
  /** Its session waits for room: the person is guided, and nothing begins. */
  readonly waits: boolean
  /** What the person asks for along with it. */
  readonly request: StepRequest | null
}

export type Accepted = Omit<Stored, 'outcome'>

const RACES_MAX = 10

/**
 * Measures one frame, moves its session on and, where that ends it, decides it: all at once or not at all. A frame
 * that is not newer than the last one changes nothing and returns what is known. Refuses `session_over`,
 * `session_taken`, `too_many_requests`, a request that can't be granted (`invalid_request`), and what the engine
 * refuses.
 */
export async function acceptFrame(needs: FrameNeeds, sessionId: string, arrived: ArrivedFrame): Promise<Accepted> {
  const { outages, clock } = needs
  try {
    const accepted = await takeFrame(needs, sessionId, arrived)
    outages.served(clock.steady())
    return accepted
  } catch (error) {
    if (isStorageFailure(error)) outages.failed(arrived.receivedAtMs, error)
    throw error
  }
}

async function takeFrame(needs: FrameNeeds, sessionId: string, arrived: ArrivedFrame): Promise<Accepted> {
  let observation: Observation | undefined
  for (let race = 0; race < RACES_MAX; race++) {
    const session = await findSession(needs.db, sessionId)
    if (!session) throw refuse('session_over')
    const progress = isOpen(session) ? readProgress(needs.evidenceKeys, session) : null
    if (arrived.sequence <= session.lastSequence) return { session, progress, tell: [] }
    const now = needs.clock.now()
    if (!progress || session.expiresAt <= now) throw refuse('session_over')
    if (isStreamTaken(session, arrived.streamId, now)) throw refuse('session_taken')
    requireGrantable(progress, arrived.request)
    observation ??= await observe(needs, arrived, progress)
    const stored = await commit(needs, session, progress, arrived, observation)
    if (!stored) continue
    count(needs, stored, arrived)
    return stored
  }
  throw refuse('busy', { retryAfterSeconds: 1 })
}

async function observe(
  { vision, livenessMetrics }: FrameNeeds,
  { picture }: ArrivedFrame,
  progress: Progress,
): Promise<Observation> {
  const end = livenessMetrics.engineSeconds.startTimer()
  const observation = await observeFrame(vision, picture, planMeasurements(progress))
  end()
  return observation
}

function count({ clock, livenessMetrics }: FrameNeeds, stored: Stored, { receivedAtMs }: ArrivedFrame): void {
  const { session, outcome } = stored
  livenessMetrics.frameSeconds.observe((clock.steady() - receivedAtMs) / 1000)
  countMeasured(livenessMetrics, outcome)
  countEnd(livenessMetrics, session)
  if (session.outcome) wakeDelivery()
}

/** Undefined where another process was quicker. */
async function commit(
  needs: FrameNeeds,
  session: LivenessSession,
  before: Progress,
  arrived: ArrivedFrame,
  observation: Observation,
): Promise<Stored | undefined> {
  try {
    return await needs.db.transaction().execute((tx) => storeFrame(tx, needs, session, before, arrived, observation))
  } catch (error) {
    if (error instanceof LostRace) return undefined
    throw error
  }
}
