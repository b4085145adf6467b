import { randomBytes, randomInt } from 'node:crypto'
import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import type { Db } from '../../storage/schema.ts'
import type { VisionPool } from '../../vision/pool.ts'
import { type Action, drawChallenge } from '../decision/challenge.ts'
import { hashCaptureToken, newCaptureToken } from '../frames/capture-token.ts'
import { refuseTooManyFailures } from './limit-attempts.ts'
import { insertSession } from './queries.ts'
import type { LivenessSession, Owner } from './session.ts'

const ID_BYTES = 16

export interface CreateNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly vision: Pick<VisionPool, 'presentationAttackModels'>
  readonly config: Pick<
    Config,
    'LIVENESS_STEPS' | 'LIVENESS_SESSION_SECONDS' | 'LIVENESS_STEP_SECONDS' | 'LIVENESS_FAILURES_MAX'
  >
}

export interface Wish {
  readonly actions: readonly Action[] | undefined
  readonly steps: number | undefined
}

export type Created = Pick<LivenessSession, 'id' | 'expiresAt'> & { readonly captureToken: string }

/** Opens a session with a challenge that nobody can know. The capture token can be read here only. */
export async function createSession(
  { db, clock, vision, config }: CreateNeeds,
  owner: Owner,
  { actions, steps = config.LIVENESS_STEPS }: Wish,
  address: string,
): Promise<Created> {
  const now = clock.now()
  await refuseTooManyFailures(db, owner, config, now)
  const models = await vision.presentationAttackModels()
  const captureToken = newCaptureToken()
  const session = {
    ...owner,
    id: randomBytes(ID_BYTES).toString('base64url'),
    terms: {
      challenge: drawChallenge(randomInt, actions ?? steps),
      stepTimeoutMs: config.LIVENESS_STEP_SECONDS * 1000,
      presentationAttackInstalled: models.length > 0,
    },
    models,
    createdAt: now,
    expiresAt: now + config.LIVENESS_SESSION_SECONDS * 1000,
  }
  await db.transaction().execute(async (tx) => {
    await insertSession(tx, session, hashCaptureToken(captureToken))
    const actor = owner.accountId ?? owner.apiKeyId ?? 'unknown'
    await recordAudit(tx, { at: now, event: 'liveness_session_created', actor, address, about: session.id })
  })
  return { id: session.id, expiresAt: session.expiresAt, captureToken }
}
