import type { Config } from '../config.ts'
import { type Limit, limitKey } from '../throttle/limit.ts'
import { networkOf } from '../throttle/network.ts'

export type LoginLimitConfig = Pick<
  Config,
  'LOGIN_FAILURES_PER_ACCOUNT' | 'LOGIN_FAILURES_PER_ADDRESS' | 'LOGIN_FAILURE_MINUTES'
>

export interface LoginAttempt {
  readonly usernameKey: string
  readonly address: string
  /** What shows that this is a device the owner used before: its login token's hash, or the owner's last network. */
  readonly knownDevice: string | undefined
}

/**
 * Which counts a failed login adds to. A device the owner used before has a count of its own, so that an attack from
 * elsewhere, however long, does not lock the owner out (OWASP, Device Cookies). All others share the account's count and
 * that of their network.
 */
export function loginLimits(config: LoginLimitConfig, { usernameKey, address, knownDevice }: LoginAttempt): Limit[] {
  const windowMs = config.LOGIN_FAILURE_MINUTES * 60_000
  const max = config.LOGIN_FAILURES_PER_ACCOUNT
  if (knownDevice !== undefined)
    return [{ key: limitKey('login-device', `${knownDevice} ${usernameKey}`), max, windowMs }]
  return [
    { key: accountLimitKey(usernameKey), max, windowMs },
    { key: limitKey('login-address', networkOf(address)), max: config.LOGIN_FAILURES_PER_ADDRESS, windowMs },
  ]
}

/** The count of an account's failed logins from devices that its owner has not used. */
export function accountLimitKey(usernameKey: string): string {
  return limitKey('login-account', usernameKey)
}
