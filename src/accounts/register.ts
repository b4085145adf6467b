import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { refuse } from '../errors.ts'
import { mintId } from '../id.ts'
import { isUniqueViolation } from '../storage/failure.ts'
import type { Db } from '../storage/schema.ts'
import { countTowards, type Limit, limitKey, refusePast, refuseReached } from '../throttle/limit.ts'
import { networkOf } from '../throttle/network.ts'
import { type Registration, requireStrongPassword } from './credentials.ts'
import type { Passwords } from './password.ts'
import { findAccount, insertAccount } from './queries.ts'
import { usernameKey } from './username.ts'

export interface RegisterNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly passwords: Passwords
  readonly config: Pick<Config, 'REGISTRATIONS_PER_HOUR' | 'ACCOUNTS_STRICT'>
}

/** Creates an account; of any number of concurrent registrations of one name exactly one succeeds. */
export async function register(
  { db, clock, passwords, config }: RegisterNeeds,
  { fullname, username, password }: Registration,
  address: string,
): Promise<void> {
  if (config.ACCOUNTS_STRICT) requireStrongPassword(password, [fullname, username])
  const limits = registrationLimits(config, address)
  const key = usernameKey(username)
  await refuseReached(db, limits, clock.now())
  if (await findAccount(db, key)) throw refuse('username_taken')

  const passwordHash = await passwords.hash(password)
  const now = clock.now()
  const id = mintId()
  try {
    await db.transaction().execute(async (tx) => {
      await insertAccount(tx, {
        id,
        username,
        usernameKey: key,
        fullname,
        passwordHash,
        createdAt: now,
        lastLoginNetwork: null,
      })
      refusePast(await countTowards(tx, limits, now), now)
      await recordAudit(tx, { at: now, event: 'account_registered', actor: id, address })
    })
  } catch (error) {
    throw isUniqueViolation(error) ? refuse('username_taken') : error
  }
}

function registrationLimits(
  { REGISTRATIONS_PER_HOUR: max }: Pick<Config, 'REGISTRATIONS_PER_HOUR'>,
  address: string,
): Limit[] {
  return max === 0 ? [] : [{ key: limitKey('registration', networkOf(address)), max, windowMs: 3_600_000 }]
}
