import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { refuse } from '../../errors.ts'
import { noteDigest } from '../../evidence/queries.ts'
import { sealValue } from '../../evidence/seal.ts'
import type { Db, Tx } from '../../storage/schema.ts'
import type { Observation } from '../../vision/observation.ts'
import type { VisionPool } from '../../vision/pool.ts'
import { advance, type Tell } from '../decision/advance.ts'
import type { Frame } from '../decision/frame.ts'
import { planMeasurements } from '../decision/plan-measurements.ts'
import type { Progress } from '../decision/progress.ts'
import { decideSession } from './decide-session.ts'
import { keepEvidence } from './keep-evidence.ts'
import { admitAttempt } from './limit-attempts.ts'
import type { LivenessMetrics } from './metrics.ts'
import { observeFrame } from './observe-frame.ts'
import { findSession, storeProgress } from './queries.ts'
import { progressSeal, readProgress } from './read-progress.ts'
import { isOpen, type LivenessSession } from './session.ts'

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
  readonly picture: Uint8Array<ArrayBuffer>
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

/** A connection that showed no sign of life for so long may be replaced by another. */
export const STREAM_SILENT_MS_MAX = 3_000
const RACES_MAX = 10

/**
 * Looks at one frame, moves its session on and, where that ends it, decides it: all at once or not at all. A frame that
 * is not newer than the last one answers what is known. Refuses `session_over`, `session_taken`, and throws what the
 * engine refuses.
 */
export async function acceptFrame(needs: FrameNeeds, sessionId: string, arrived: ArrivedFrame): Promise<Accepted> {
  const { db, vision, clock, livenessMetrics } = needs
  const known = await readState(needs, db, sessionId, arrived)
  if (known.settled) return known
  const observed = livenessMetrics.engineSeconds.startTimer()
  const observation = await observeFrame(vision, arrived.picture.slice(), planMeasurements(known.progress))
  observed()
  for (let race = 0; race < RACES_MAX; race++) {
    const accepted = await db
      .transaction()
      .execute((tx) => store(tx, needs, known, arrived, observation))
      .catch(passLostRace)
    if (!accepted) continue
    livenessMetrics.frameSeconds.observe((clock.now() - arrived.receivedAtMs) / 1000)
    return accepted
  }
  throw refuse('busy', { retryAfterSeconds: 1 })
}

/** Another process moved the session on between reading and writing: nothing of the attempt is kept, and it is made anew. */
class LostRace extends Error {}

function passLostRace(error: unknown): undefined {
  if (!(error instanceof LostRace)) throw error
}

/** Throws `LostRace`. */
async function store(
  tx: Tx,
  needs: FrameNeeds,
  before: OpenState,
  arrived: ArrivedFrame,
  observation: Observation,
): Promise<Accepted> {
  const { sequence, capturedAtMs, receivedAtMs, picture } = arrived
  const sessionId = before.session.id
  const known = await readState(needs, tx, sessionId, arrived, before)
  if (known.settled) return known
  const { session } = known
  if (session.state === 'waiting') await admitAttempt(tx, session, needs.config, needs.clock.now())
  const seen = await noteDigest(tx, observation.digest, sessionId, receivedAtMs)
  const frame: Frame = { sequence, source: arrived.streamId, capturedAtMs, receivedAtMs, seen, observation }
  const { progress, tell } = advance(known.progress, frame)
  const stored = await storeProgress(tx, {
    id: sessionId,
    fromSequence: session.lastSequence,
    toSequence: sequence,
    progress: sealValue(needs.evidenceKey, progressSeal(sessionId), progress),
    streamId: arrived.streamId,
    now: receivedAtMs,
  })
  if (!stored) throw new LostRace()
  const { EVIDENCE_HOURS } = needs.config
  const keepUntil = session.createdAt + EVIDENCE_HOURS * 3_600_000
  const evidence = { sessionId, keepUntil, frame, picture, before: known.progress, after: progress }
  if (EVIDENCE_HOURS > 0) await keepEvidence(tx, needs.evidenceKey, evidence)
  if (!progress.ended) return { session: { ...session, state: 'running', lastSequence: sequence }, progress, tell }
  await decideSession(tx, needs, session, progress, arrived)
  return { session: (await findSession(tx, sessionId))!, progress: null, tell }
}

type OpenState = { settled: false; session: LivenessSession; progress: Progress }
type State = (Accepted & { settled: true }) | OpenState

/** The session as it is now: `settled` where this frame can add nothing, because it is old. */
async function readState(
  needs: FrameNeeds,
  db: Db,
  sessionId: string,
  arrived: ArrivedFrame,
  known?: OpenState,
): Promise<State> {
  const session = await findSession(db, sessionId)
  if (!session) throw refuse('session_over')
  const unchanged = known?.session.lastSequence === session.lastSequence
  const progress = !isOpen(session) ? null : unchanged ? known.progress : readProgress(needs.evidenceKey, session)
  if (arrived.sequence <= session.lastSequence) return { settled: true, session, progress, tell: [] }
  if (!progress || session.expiresAt <= arrived.receivedAtMs) throw refuse('session_over')
  if (isTaken(session, arrived)) throw refuse('session_taken')
  return { settled: false, session, progress }
}

function isTaken(
  { streamId: owner, streamSeenAt }: LivenessSession,
  { streamId, receivedAtMs }: ArrivedFrame,
): boolean {
  if (streamId !== null) return owner !== streamId
  return owner !== null && streamSeenAt !== null && receivedAtMs - streamSeenAt < STREAM_SILENT_MS_MAX
}
