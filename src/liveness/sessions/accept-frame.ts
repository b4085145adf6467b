import type { SteadyClock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { refuse } from '../../errors.ts'
import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { keepFrame } from '../../evidence/keep-frame.ts'
import { noteDigest } from '../../evidence/queries.ts'
import { openSessionKeys } from '../../evidence/session-keys.ts'
import { sealProgress } from '../../evidence/session-progress.ts'
import { wakeDelivery } from '../../results/webhooks/wake-delivery.ts'
import { isStorageFailure } from '../../storage/failure.ts'
import type { Db, Tx } from '../../storage/schema.ts'
import type { Observation } from '../../vision/observation.ts'
import type { VisionPool } from '../../vision/pool.ts'
import { advance, type Tell } from '../decision/advance.ts'
import type { Frame } from '../decision/frame.ts'
import { planMeasurements } from '../decision/plan-measurements.ts'
import { policies } from '../decision/policy.ts'
import type { Progress } from '../decision/progress.ts'
import type { SaidCamera } from '../decision/said-camera.ts'
import { lastFrameAt } from '../decision/session-time.ts'
import type { StepRequest } from '../decision/step-request.ts'
import type { AttemptLimitConfig } from './attempt-limits.ts'
import { decideSession } from './decide-session.ts'
import { admitAttempt } from './limit-attempts.ts'
import { countVerdict, type LivenessMetrics } from './metrics.ts'
import { observeFrame } from './observe-frame.ts'
import type { Outages } from './outages.ts'
import { findSession, storeProgress } from './queries.ts'
import { readProgress } from './read-progress.ts'
import { comparePosture, keepPosture } from './recognize-posture.ts'
import { requireGrantable } from './require-grantable.ts'
import { isOpen, type LivenessSession } from './session.ts'
import { isStreamTaken, streamAlive } from './stream-owner.ts'

export interface FrameNeeds {
  readonly db: Db
  readonly clock: SteadyClock
  readonly vision: Pick<VisionPool, 'observe'>
  readonly evidenceKeys: EvidenceKeys
  readonly livenessMetrics: LivenessMetrics
  readonly outages: Outages
  readonly config: Pick<Config, 'EVIDENCE_HOURS' | 'FILM_DAYS' | 'LIVENESS_POLICY'> & AttemptLimitConfig
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
  livenessMetrics.frameSeconds.observe((clock.steady() - receivedAtMs) / 1000)
  if (session.outcome) countVerdict(livenessMetrics, session.outcome.decision)
  if (session.outcome) wakeDelivery()
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
  { clock, config, evidenceKeys, outages }: FrameNeeds,
  session: LivenessSession,
  before: Progress,
  arrived: ArrivedFrame,
  observation: Observation,
): Promise<Accepted> {
  const { sequence, capturedAtMs, receivedAtMs, picture, streamId, waits, camera, request } = arrived
  const { id } = session
  const now = clock.now()
  const seen = await noteDigest(tx, observation.digest, id, now)
  const posture = config.FILM_DAYS > 0 ? await comparePosture(tx, evidenceKeys, id, before, observation) : null
  const lastAtMs = lastFrameAt(before.time, clock.id)
  const unservedMs = lastAtMs === null ? 0 : outages.unservedMs(lastAtMs, receivedAtMs)
  const arrival = { sequence, source: streamId, capturedAtMs, receivedAtMs, clockId: clock.id, unservedMs, waits }
  const frame: Frame = {
    ...{ ...arrival, seen, observation },
    ...(posture && { alike: posture.alike }),
    ...(camera && { camera }),
    ...(request && { request }),
  }
  const { progress, tell, keep } = advance(before, frame)
  const begins = progress.attempt !== null && session.begunAt === null
  // Frames that ran out before gave a verdict, too.
  const counts = begins || (progress.ended !== null && session.begunAt === null)
  if (counts) await admitAttempt(tx, session, arrived.address, config, now)
  const keys = openSessionKeys(evidenceKeys, session)
  const stored = await storeProgress(tx, {
    id,
    fromSequence: session.lastSequence,
    toSequence: sequence,
    progress: sealProgress(keys, id, progress),
    streamId,
    streamAlive: streamAlive(now),
    now,
    begunAt: begins ? now : null,
    extendMs: Math.round(unservedMs) + (request?.type === 'more_time' ? before.stepTimeoutMs : 0),
  })
  if (!stored) throw new LostRace()
  if (posture) await keepPosture(tx, posture, id, before, progress, now)
  const keepUntil = session.key?.keepUntil ?? session.createdAt + config.EVIDENCE_HOURS * 3_600_000
  if (config.EVIDENCE_HOURS > 0)
    await keepFrame(tx, keys, { sessionId: id, keepUntil, frame, picture, imageKind: keep })
  const begunAt = begins ? now : session.begunAt
  if (!progress.ended)
    return { session: { ...session, state: 'running', begunAt, lastSequence: sequence }, progress, tell }
  const decided = await decideSession(tx, { ...session, begunAt, lastSequence: sequence }, progress, {
    now,
    address: arrived.address,
    policy: policies[config.LIVENESS_POLICY],
  })
  if (!decided) throw new LostRace()
  return { session: decided, progress: null, tell }
}
