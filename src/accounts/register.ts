import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { refuse } from '../errors.ts'
import { mintId } from '../id.ts'
import type { Db } from '../storage/schema.ts'
import { countTowards, type Limit, refusePast, refuseReached } from '../throttle/limit.ts'
import { networkLimits } from '../throttle/network-limits.ts'
import { type Registration, requireStrongPassword } from './credentials.ts'
import type { Passwords } from './password.ts'
import { insertAccount } from './queries.ts'
import { isRecommendedName } from './recommended-name.ts'
import { usernameKey } from './username.ts'

export interface RegisterNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly passwords: Passwords
  readonly config: Pick<Config, 'REGISTRATIONS_PER_HOUR' | 'ACCOUNTS_STRICT'>
}

/**
 * Creates an account; of any number of concurrent registrations of one name exactly one succeeds. An attempt is
 * counted before it is said whether the name is taken, and has cost a hash by then: which names are taken can be asked
 * only so often, and a busy server does not tell either.
 */
export async function register(
  { db, clock, passwords, config }: RegisterNeeds,
  { fullname, username, password }: Registration,
  address: string,
): Promise<void> {
  const limits = registrationLimits(config, address)
  await refuseReached(db, limits, clock.now())
  if (!isRecommendedName(username)) throw refuse('username_not_recommended')
  if (config.ACCOUNTS_STRICT) requireStrongPassword(password, [fullname, username])

  const passwordHash = await passwords.hash(password, address)
  const now = clock.now()
  refusePast(await countTowards(db, limits, now), now)
  const account = { id: mintId(), username, fullname, passwordHash, createdAt: now, lastLoginNetwork: null }
  await db.transaction().execute(async (tx) => {
    if (!(await insertAccount(tx, account, usernameKey(username)))) throw refuse('username_taken')
    await recordAudit(tx, { at: now, event: 'account_registered', actor: account.id, address })
  })
}

function registrationLimits(
  { REGISTRATIONS_PER_HOUR: max }: Pick<Config, 'REGISTRATIONS_PER_HOUR'>,
  address: string,
): Limit[] {
  return max === 0 ? [] : networkLimits('registration', address, max, 3_600_000)
}
