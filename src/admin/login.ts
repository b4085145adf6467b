import type { Logger } from 'pino'
import { hashedNetwork } from '../accounts/known-device.ts'
import type { Passwords } from '../accounts/password.ts'
import { isStorableText, usernameKey } from '../accounts/username.ts'
import type { AuditEvent } from '../audit/events.ts'
import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import { refuse } from '../errors.ts'
import type { EvidenceKeys } from '../evidence/evidence-keys.ts'
import { deleteOperatorSession, insertOperatorSession } from '../identity/operator-session-queries.ts'
import { isStorageFailure } from '../storage/failure.ts'
import type { Db } from '../storage/schema.ts'
import { countTowards, type Limit, refusePast, refuseReached } from '../throttle/limit.ts'
import { clearThrottle } from '../throttle/queries.ts'
import { hashToken, mintToken } from '../token.ts'
import { loginLimits, nameLimitKey } from './login-limits.ts'
import type { OperatorMetrics } from './metrics.ts'
import { stepOfCode } from './one-time-code.ts'
import { findOperator, type StoredOperator, takeCode } from './queries.ts'
import { mintSecret, openSecondFactor } from './second-factor.ts'

export interface LoginNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly passwords: Passwords
  readonly evidenceKeys: EvidenceKeys
  readonly logger: Pick<Logger, 'error'>
  readonly operatorMetrics: OperatorMetrics
}

export interface OperatorCredentials {
  readonly name: string
  readonly password: string
  readonly code: string
}

export interface LoginOrigin {
  readonly address: string
  /** Of the session that the browser still holds: it ends. */
  readonly heldHash: string | undefined
}

const DECOY_SECRET = mintSecret()
const CANNOT_OPEN =
  'an operator can not log in, for the second factor does not open: put the evidence key back, or run liveness admin reset'

/**
 * Opens a session of an operator and returns its token. Name, password and code are all checked whichever of them is
 * wrong, an unknown name at the same cost, and one refusal stands for all: `operator_credentials`, also where the
 * second factor can't be opened. A failure is counted; past a limit `too_many_requests`. Of any number of logins with
 * one code, one succeeds.
 */
export async function login(
  needs: LoginNeeds,
  { name, password, code }: OperatorCredentials,
  origin: LoginOrigin,
): Promise<string> {
  const { db, clock, passwords } = needs
  const { address } = origin
  const nameKey = usernameKey(name)
  const operator = isStorableText(name) ? await findOperator(db, nameKey) : undefined
  const limits = loginLimits(nameKey, address, operator?.lastLoginNetwork === hashedNetwork(address))
  await refuseReached(db, limits, clock.now())

  const matches = await passwords.matches(operator?.passwordHash ?? passwords.decoyHash, password, address)
  const secret = await findSecret(needs, operator)
  const step = stepOfCode(secret ?? DECOY_SECRET, code, clock.now())
  if (operator && secret && matches && step !== undefined) {
    const token = await openSession(needs, { operator, step, nameKey, limits }, origin)
    if (token !== undefined) return token
  }

  const counted = await countTowards(db, limits, clock.now())
  const why = operator === undefined ? 'name' : matches ? 'code' : 'password'
  await recordAudit(db, { ...lineOf('operator_login_failed', operator?.id ?? 'unknown'), about: why })
  refusePast(counted, clock.now())
  needs.operatorMetrics.refusedLogins.inc({ reason: why })
  throw refuse('operator_credentials')

  function lineOf(event: AuditEvent, actor: string) {
    return { at: clock.now(), event, actor, address }
  }
}

/** Undefined where there is no operator, or where the evidence key that sealed the secret is not here. */
async function findSecret(
  { db, evidenceKeys, logger }: LoginNeeds,
  operator: StoredOperator | undefined,
): Promise<Buffer | undefined> {
  try {
    return await openSecondFactor(db, evidenceKeys, operator?.id ?? '')
  } catch (err) {
    if (isStorageFailure(err)) throw err
    logger.error({ err }, CANNOT_OPEN)
    return undefined
  }
}

interface CheckedLogin {
  readonly operator: StoredOperator
  readonly step: number
  readonly nameKey: string
  readonly limits: readonly Limit[]
}

/** Undefined where the code was taken before, or the operator is no longer as it was when the password was checked. */
function openSession(
  { db, clock }: LoginNeeds,
  { operator, step, nameKey, limits }: CheckedLogin,
  { address, heldHash }: LoginOrigin,
): Promise<string | undefined> {
  const now = clock.now()
  const token = mintToken()
  return db.transaction().execute(async (tx) => {
    if (!(await takeCode(tx, operator, { step, at: now, network: hashedNetwork(address) }))) return undefined
    await refuseReached(tx, limits, now)
    await clearThrottle(tx, nameLimitKey(nameKey))
    if (heldHash !== undefined) await deleteOperatorSession(tx, heldHash)
    await insertOperatorSession(tx, hashToken(token), operator.id, now)
    await recordAudit(tx, { at: now, event: 'operator_logged_in', actor: operator.id, address })
    return token
  })
}
