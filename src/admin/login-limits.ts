import { type Limit, limitKey } from '../throttle/limit.ts'
import { networkLimits } from '../throttle/network-limits.ts'

const WINDOW_MS = 15 * 60_000
const FAILURES_PER_NETWORK_MAX = 10
const FAILURES_PER_NAME_MAX = 30

/**
 * Which counts a failed login of an operator adds to. The name's count is of networks other than the one of the last
 * login: whoever tries from elsewhere, however long, does not lock the operator out there.
 */
export function loginLimits(nameKey: string, address: string, isKnownNetwork: boolean): Limit[] {
  const ofNetwork = networkLimits('operator-network', address, FAILURES_PER_NETWORK_MAX, WINDOW_MS)
  if (isKnownNetwork) return ofNetwork
  return [...ofNetwork, { key: nameLimitKey(nameKey), max: FAILURES_PER_NAME_MAX, windowMs: WINDOW_MS }]
}

/** The count of an operator's failed logins from networks other than the last one. */
export function nameLimitKey(nameKey: string): string {
  return limitKey('operator-name', nameKey)
}
