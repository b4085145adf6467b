import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { refuse } from '../../errors.ts'
import { keepFrame } from '../../evidence/keep-frame.ts'
import { noteDigest } from '../../evidence/queries.ts'
import { sealProgress } from '../../evidence/session-progress.ts'
import type { Db, Tx } from '../../storage/schema.ts'
import type { Observation } from '../../vision/observation.ts'
import type { VisionPool } from '../../vision/pool.ts'
import { advance, type Tell } from '../decision/advance.ts'
import type { Frame } from '../decision/frame.ts'
import { planMeasurements } from '../decision/plan-measurements.ts'
import type { Progress } from '../decision/progress.ts'
import { decideSession } from './decide-session.ts'
import { admitAttempt } from './limit-attempts.ts'
import { countVerdict, type LivenessMetrics } from './metrics.ts'
import { observeFrame } from './observe-frame.ts'
import { findSession, storeProgress } from './queries.ts'
import { readProgress } from './read-progress.ts'
import { isOpen, type LivenessSession } from './session.ts'
import { isStreamTaken, STREAM_SILENT_MS_MAX } from './stream-owner.ts'

export interface FrameNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly vision: Pick<VisionPool, 'observe'>
  readonly evidenceKey: KeyObject
  readonly livenessMetrics: LivenessMetrics
  readonly config: Pick<Config, 'EVIDENCE_HOURS' | 'LIVENESS_FAILURES_MAX'>
}

export interface ArrivedFrame {
  readonly sequence: number
  readonly capturedAtMs: number | null
  readonly receivedAtMs: number
  readonly picture: Uint8Array
  readonly address: string
  /** The connection it came by; null where it came by a request of its own. */
  readonly streamId: string | null
}

export interface Accepted {
  readonly session: LivenessSession
  /** Null once the session is over. */
  readonly progress: Progress | null
  readonly tell: readonly Tell[]
}

const RACES_MAX = 10

/**
 * Measures one frame, moves its session on and, where that ends it, decides it: all at once or not at all. A frame
 * that is not newer than the last one changes nothing and returns what is known. Refuses `session_over`,
 * `session_taken`, `too_many_requests`, and what the engine refuses.
 */
export async function acceptFrame(needs: FrameNeeds, sessionId: string, arrived: ArrivedFrame): Promise<Accepted> {
  let observation: Observation | undefined
  for (let race = 0; race < RACES_MAX; race++) {
    const session = await findSession(needs.db, sessionId)
    if (!session) throw refuse('session_over')
    const progress = isOpen(session) ? readProgress(needs.evidenceKey, session) : null
    if (arrived.sequence <= session.lastSequence) return { session, progress, tell: [] }
    if (!progress || session.expiresAt <= arrived.receivedAtMs) throw refuse('session_over')
    if (isStreamTaken(session, arrived)) throw refuse('session_taken')
    observation ??= await observe(needs, arrived, progress)
    const accepted = await commit(needs, session, progress, arrived, observation)
    if (!accepted) continue
    count(needs, accepted, arrived)
    return accepted
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

function count({ clock, livenessMetrics }: FrameNeeds, { session }: Accepted, { receivedAtMs }: ArrivedFrame): void {
  livenessMetrics.frameSeconds.observe((clock.now() - receivedAtMs) / 1000)
  if (session.outcome) countVerdict(livenessMetrics, session.outcome.decision)
}

/** Another process moved the session on between reading and writing: nothing of the attempt is kept. */
class LostRace extends Error {}

/** Undefined where another process was quicker. */
async function commit(
  needs: FrameNeeds,
  session: LivenessSession,
  before: Progress,
  arrived: ArrivedFrame,
  observation: Observation,
): Promise<Accepted | undefined> {
  try {
    return await needs.db.transaction().execute((tx) => store(tx, needs, session, before, arrived, observation))
  } catch (error) {
    if (error instanceof LostRace) return undefined
    throw error
  }
}

/** Throws `LostRace`. */
async function store(
  tx: Tx,
  { clock, config, evidenceKey }: FrameNeeds,
  session: LivenessSession,
  before: Progress,
  arrived: ArrivedFrame,
  observation: Observation,
): Promise<Accepted> {
  const { sequence, capturedAtMs, receivedAtMs, picture, streamId } = arrived
  const { id } = session
  if (session.state === 'waiting') await admitAttempt(tx, session, config, clock.now())
  const seen = await noteDigest(tx, observation.digest, id, receivedAtMs)
  const frame: Frame = { sequence, source: streamId, capturedAtMs, receivedAtMs, seen, observation }
  const { progress, tell, keep } = advance(before, frame)
  const stored = await storeProgress(tx, {
    id,
    fromSequence: session.lastSequence,
    toSequence: sequence,
    progress: sealProgress(evidenceKey, id, progress),
    streamId,
    streamSilentSince: receivedAtMs - STREAM_SILENT_MS_MAX,
    now: receivedAtMs,
  })
  if (!stored) throw new LostRace()
  const keepUntil = session.createdAt + config.EVIDENCE_HOURS * 3_600_000
  if (config.EVIDENCE_HOURS > 0)
    await keepFrame(tx, evidenceKey, { sessionId: id, keepUntil, frame, picture, imageKind: keep })
  if (!progress.ended) return { session: { ...session, state: 'running', lastSequence: sequence }, progress, tell }
  const decided = await decideSession(tx, { ...session, lastSequence: sequence }, progress, arrived)
  if (!decided) throw new LostRace()
  return { session: decided, progress: null, tell }
}
