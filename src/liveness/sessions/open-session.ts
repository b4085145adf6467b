import { randomInt } from 'node:crypto'
import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { refuse } from '../../errors.ts'
import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { insertSessionKey } from '../../evidence/key-queries.ts'
import { keepSecret } from '../../evidence/secrets.ts'
import { makeSessionKey } from '../../evidence/session-keys.ts'
import { mintId } from '../../id.ts'
import { isForeignKeyViolation } from '../../storage/failure.ts'
import type { Db, Tx } from '../../storage/schema.ts'
import { hashToken, mintToken } from '../../token.ts'
import type { VisionPool } from '../../vision/pool.ts'
import { drawChallenge } from '../decision/challenge.ts'
import type { AttemptLimitConfig } from './attempt-limits.ts'
import { insertUsedKey } from './idempotency-queries.ts'
import { admitSession } from './limit-attempts.ts'
import { insertSession } from './queries.ts'
import { RETRIES } from './retries.ts'
import { markRetried } from './retry-queries.ts'
import type { SessionRequest } from './schemas.ts'
import { type LivenessSession, type Owner, ownerId } from './session.ts'

/** Who has more time for a step has more to begin in, too. */
const STEP_SECONDS_USUAL = 8

export interface OpenNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly vision: Pick<VisionPool, 'presentationAttackModels'>
  readonly evidenceKeys: EvidenceKeys
  readonly config: Pick<
    Config,
    'EVIDENCE_HOURS' | 'LIVENESS_BEGIN_MS' | 'LIVENESS_STEPS' | 'LIVENESS_SESSION_SECONDS' | 'LIVENESS_STEP_SECONDS'
  > &
    AttemptLimitConfig
}

export type OpenedSession = Pick<LivenessSession, 'id' | 'state' | 'expiresAt'> & { readonly captureToken: string }

/** Another request opened a session with the same idempotency key meanwhile. */
export class KeyInUse extends Error {}

interface Opening {
  readonly address: string
  /** The session that it takes the place of. */
  readonly retryOf?: string
  /** Opens nothing where the idempotency key of that id is in use. */
  readonly once?: { readonly id: string; readonly bodyHash: string; readonly usedAfter: number }
}

/**
 * Opens a session with a challenge that nobody can know. The capture token can be read here only.
 * Refuses `too_many_requests`, `not_authorized` where the owner was deleted meanwhile, and `no_retry` where the session
 * that it takes the place of can not be tried again. Throws `KeyInUse`.
 */
export async function openSession(
  { db, clock, vision, evidenceKeys, config }: OpenNeeds,
  owner: Owner,
  request: SessionRequest,
  { address, retryOf, once }: Opening,
): Promise<OpenedSession> {
  const { actions, avoid, steps = config.LIVENESS_STEPS, attestation = 'absent', retries = RETRIES } = request
  const { step_seconds: stepSeconds = config.LIVENESS_STEP_SECONDS } = request
  const now = clock.now()
  const models = await vision.presentationAttackModels()
  const captureToken = mintToken()
  const challenge = drawChallenge(randomInt, actions ?? steps, avoid)
  const moreSeconds = (challenge.steps.length - 1) * Math.max(0, stepSeconds - config.LIVENESS_STEP_SECONDS)
  const session = {
    ...owner,
    id: mintId(),
    terms: {
      challenge,
      stepTimeoutMs: stepSeconds * 1000,
      beginTimeoutMs: config.LIVENESS_BEGIN_MS * Math.max(1, stepSeconds / STEP_SECONDS_USUAL),
      presentationAttackInstalled: models.length > 0,
    },
    models,
    attestation,
    request: { ...request, retries },
    retryOf: retryOf ?? null,
    createdAt: now,
    expiresAt: now + (config.LIVENESS_SESSION_SECONDS + moreSeconds) * 1000,
  }
  const keepUntil = Math.max(session.expiresAt, now + config.EVIDENCE_HOURS * 3_600_000)
  const key = makeSessionKey(evidenceKeys.current(), session.id, keepUntil)
  try {
    await db.transaction().execute(async (tx) => {
      if (once) await useOnce(tx, evidenceKeys, { ...once, captureToken, sessionId: session.id, now })
      await admitSession(tx, owner, address, config, now)
      if (retryOf !== undefined && !(await markRetried(tx, retryOf, { by: session.id, now }))) throw refuse('no_retry')
      await insertSession(tx, session, hashToken(captureToken))
      await insertSessionKey(tx, session.id, key)
      const about = session.id
      await recordAudit(tx, { at: now, event: 'liveness_session_created', actor: ownerId(owner), address, about })
    })
  } catch (error) {
    throw isForeignKeyViolation(error) ? refuse('not_authorized') : error
  }
  return { id: session.id, state: 'waiting', expiresAt: session.expiresAt, captureToken }
}

/** The capture token is kept for whoever asks again. Throws `KeyInUse`. */
async function useOnce(
  tx: Tx,
  keys: EvidenceKeys,
  { captureToken, ...use }: Required<Opening>['once'] & { captureToken: string; sessionId: string; now: number },
): Promise<void> {
  if (!(await insertUsedKey(tx, use, use))) throw new KeyInUse()
  await keepSecret(tx, keys, use.id, Buffer.from(captureToken))
}
