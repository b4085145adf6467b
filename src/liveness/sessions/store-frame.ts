import type { SteadyClock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { keepFrame } from '../../evidence/keep-frame.ts'
import { noteDigest } from '../../evidence/queries.ts'
import { openSessionKeys } from '../../evidence/session-keys.ts'
import { sealProgress } from '../../evidence/session-progress.ts'
import type { Tx } from '../../storage/schema.ts'
import type { Observation } from '../../vision/observation.ts'
import { advance, type Tell } from '../decision/advance.ts'
import type { Frame } from '../decision/frame.ts'
import { type FrameOutcome, frameOutcome } from '../decision/frame-outcome.ts'
import { policies } from '../decision/policy.ts'
import type { Progress } from '../decision/progress.ts'
import { lastFrameAt } from '../decision/session-time.ts'
import type { ArrivedFrame } from './accept-frame.ts'
import type { AttemptLimitConfig } from './attempt-limits.ts'
import { decideSession } from './decide-session.ts'
import { admitAttempt } from './limit-attempts.ts'
import type { Outages } from './outages.ts'
import { storeProgress } from './queries.ts'
import { comparePosture, keepPosture } from './recognize-posture.ts'
import type { LivenessSession } from './session.ts'
import { streamAlive } from './stream-owner.ts'

export interface StoreNeeds {
  readonly clock: SteadyClock
  readonly evidenceKeys: EvidenceKeys
  readonly outages: Outages
  readonly config: Pick<Config, 'EVIDENCE_HOURS' | 'FILM_DAYS' | 'LIVENESS_POLICY'> & AttemptLimitConfig
}

export interface Stored {
  readonly session: LivenessSession
  /** Null once the session is over. */
  readonly progress: Progress | null
  readonly tell: readonly Tell[]
  readonly outcome: FrameOutcome
}

/** Another process moved the session on between reading and writing: nothing of the attempt is kept. */
export class LostRace extends Error {}

/** Writes all that a measured frame changes, the verdict too where it ends the session. Throws `LostRace`. */
export async function storeFrame(
  tx: Tx,
  { clock, config, evidenceKeys, outages }: StoreNeeds,
  session: LivenessSession,
  before: Progress,
  arrived: ArrivedFrame,
  observation: Observation,
): Promise<Stored> {
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
  const outcome = frameOutcome(before, progress)
  if (!progress.ended)
    return { session: { ...session, state: 'running', begunAt, lastSequence: sequence }, progress, tell, outcome }
  const decided = await decideSession(tx, { ...session, begunAt, lastSequence: sequence }, progress, {
    now,
    address: arrived.address,
    policy: policies[config.LIVENESS_POLICY],
  })
  if (!decided) throw new LostRace()
  return { session: decided, progress: null, tell, outcome }
}
