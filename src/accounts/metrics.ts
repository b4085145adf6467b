import { Counter, type Registry } from 'prom-client'
import { Refusal } from '../errors.ts'

/** Why a login was refused. The response may say less (`ACCOUNTS_STRICT`); nobody is named. */
const reasons = ['wrong_password', 'unknown_name', 'throttled', 'busy'] as const
type LoginRefusalReason = (typeof reasons)[number]

export interface LoginMetrics {
  readonly refusedLogins: Counter<'reason'>
}

export function openLoginMetrics(registry: Registry): LoginMetrics {
  const about = { name: 'login_refusals_total', help: 'Logins that were refused here, by reason' }
  return { refusedLogins: openRefusalCounter(registry, about, reasons) }
}

/** A count of refusals by reason. */
export function openRefusalCounter(
  registry: Registry,
  about: { readonly name: string; readonly help: string },
  reasons: readonly string[],
): Counter<'reason'> {
  const counter = new Counter({ ...about, labelNames: ['reason'], registers: [registry] })
  // From 0 on, so that a rise from nothing is seen as one.
  for (const reason of reasons) counter.inc({ reason }, 0)
  return counter
}

export function countRefusedLogin({ refusedLogins }: LoginMetrics, reason: LoginRefusalReason): void {
  refusedLogins.inc({ reason })
}

/** Counts a login that was refused before its password was judged, and passes the error on. */
export function countUnjudgedLogin(refusedLogins: Counter<'reason'>, error: unknown): never {
  const code = error instanceof Refusal ? error.error : null
  if (code === 'too_many_requests') refusedLogins.inc({ reason: 'throttled' })
  if (code === 'busy') refusedLogins.inc({ reason: 'busy' })
  throw error
}
