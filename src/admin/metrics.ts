import type { Counter, Registry } from 'prom-client'
import { openRefusalCounter } from '../accounts/metrics.ts'

/** What was wrong at an operator's login, as in the audit log; the response does not say it. */
const reasons = ['name', 'password', 'code', 'throttled', 'busy']

export interface OperatorMetrics {
  readonly refusedLogins: Counter<'reason'>
}

export function openOperatorMetrics(registry: Registry): OperatorMetrics {
  const about = { name: 'operator_login_refusals_total', help: 'Logins of operators that were refused here, by reason' }
  return { refusedLogins: openRefusalCounter(registry, about, reasons) }
}
