import type { Config } from '../config.ts'
import { type Limit, limitKey } from '../throttle/limit.ts'
import { networkLimits } from '../throttle/network-limits.ts'
import type { KnownDevice } from './known-device.ts'

export type LoginLimitConfig = Pick<
  Config,
  'LOGIN_FAILURES_PER_ACCOUNT' | 'LOGIN_FAILURES_PER_ADDRESS' | 'LOGIN_FAILURE_MINUTES'
>

export interface LoginAttempt {
  readonly usernameKey: string
  readonly address: string
  readonly knownDevice: KnownDevice | undefined
}

/**
 * Which counts a failed login adds to, the account's or device's own first. A device the owner used before has a
 * count of its own, so that an attack from elsewhere, however long, does not lock the owner out (OWASP, Device
 * Cookies). All that holds no login token counts towards its network too: one network may be that of many owners.
 */
export function loginLimits(config: LoginLimitConfig, { usernameKey, address, knownDevice }: LoginAttempt): Limit[] {
  const windowMs = config.LOGIN_FAILURE_MINUTES * 60_000
  const max = config.LOGIN_FAILURES_PER_ACCOUNT
  const own = knownDevice ? limitKey('login-device', `${knownDevice.id} ${usernameKey}`) : accountLimitKey(usernameKey)
  const ofNetwork = networkLimits('login-address', address, config.LOGIN_FAILURES_PER_ADDRESS, windowMs)
  return [{ key: own, max, windowMs }, ...(knownDevice?.by === 'token' ? [] : ofNetwork)]
}

/** The count of an account's failed logins from devices that its owner has not used. */
export function accountLimitKey(usernameKey: string): string {
  return limitKey('login-account', usernameKey)
}
