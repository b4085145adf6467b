import type { Config } from '../../config.ts'
import { limitKey } from '../../throttle/limit.ts'
import { networkLimits } from '../../throttle/network-limits.ts'
import { type FailureLimit, FIRST_WAIT_MS } from './free-at.ts'
import type { Owner } from './session.ts'

export type AttemptLimitConfig = Pick<
  Config,
  'LIVENESS_FAILURES_MAX' | 'LIVENESS_NETWORK_FAILURES_MAX' | 'LIVENESS_KEY_SPOOFS_MAX'
>

export interface AttemptLimit extends FailureLimit {
  readonly key: string
  /** `key`: all the people whom a back end does not name. */
  readonly of: 'person' | 'network' | 'key'
}

/** Of honest people about one in a hundred is called a spoof, so two spoofs in a row are one person in ten thousand. */
const PERSON_SPOOF_POINTS = 3
/** Behind one address many honest people may need a second try; few of them are called a spoof. */
const NETWORK_SPOOF_POINTS = 25

/** The limit of whoever a session belongs to: an account, a subject, or the API key that names no subject. */
export function ownerLimits({ accountId, apiKeyId, subject }: Owner, config: AttemptLimitConfig): AttemptLimit[] {
  const key = limitKey('liveness-attempt', JSON.stringify([accountId, apiKeyId, subject]))
  if (accountId !== null || subject !== null)
    return [{ key, of: 'person', max: config.LIVENESS_FAILURES_MAX, spoofPoints: PERSON_SPOOF_POINTS }]
  const max = config.LIVENESS_KEY_SPOOFS_MAX
  return max === 0 ? [] : [{ key, of: 'key', max, spoofPoints: 1 }]
}

/** The limits of the network that the pictures come from. */
export function addressLimits(address: string, { LIVENESS_NETWORK_FAILURES_MAX }: AttemptLimitConfig): AttemptLimit[] {
  if (LIVENESS_NETWORK_FAILURES_MAX === 0) return []
  const limits = networkLimits('liveness-network', address, LIVENESS_NETWORK_FAILURES_MAX, FIRST_WAIT_MS)
  return limits.map(({ key, max }) => ({ key, of: 'network', max, spoofPoints: NETWORK_SPOOF_POINTS }))
}
