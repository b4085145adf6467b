import { Counter, type Registry } from 'prom-client'
import { Refusal } from '../errors.ts'

/** Why a login was refused. The response may say less (`ACCOUNTS_STRICT`); nobody is named. */
const reasons = ['wrong_password', 'unknown_name', 'throttled', 'busy'] as const
type LoginRefusalReason = (typeof reasons)[number]

export interface LoginMetrics {
  readonly refusedLogins: Counter<'reason'>
}

export function openLoginMetrics(registry: Registry): LoginMetrics {
  const refusedLogins = new Counter({
    name: 'login_refusals_total',
    help: 'Logins that were refused here, by reason',
    labelNames: ['reason'],
    registers: [registry],
  })
  // From 0 on, so that a rise from nothing is seen as one.
  for (const reason of reasons) refusedLogins.inc({ reason }, 0)
  return { refusedLogins }
}

export function countRefusedLogin({ refusedLogins }: LoginMetrics, reason: LoginRefusalReason): void {
  refusedLogins.inc({ reason })
}

/** Counts a login that was refused before its password was judged, and passes the error on. */
export function countUnjudgedLogin(metrics: LoginMetrics, error: unknown): never {
  const code = error instanceof Refusal ? error.error : null
  if (code === 'too_many_requests') countRefusedLogin(metrics, 'throttled')
  if (code === 'busy') countRefusedLogin(metrics, 'busy')
  throw error
}
