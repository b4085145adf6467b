import type { Config } from '../config.ts'
import { IDEMPOTENCY_MS } from '../http/limits.ts'
import { isoTime } from '../iso-time.ts'
import { endAfterDays, kept } from '../results/signing/kept.ts'
import type { Erased, ReceiptClaims } from '../results/signing/receipt-claims.ts'
import { ATTEMPTS_KEPT_MS } from '../throttle/attempts-kept.ts'

export type ReceiptConfig = Pick<Config, 'AUDIT_DAYS' | 'LOGIN_FAILURE_MINUTES'>

/** What stays of an account that was deleted, as it was found in the transaction that deleted it. */
export interface Remains {
  readonly attempts: { readonly count: number; readonly newestAt: number | null }
  readonly hasWebhooks: boolean
}

const MINUTE_MS = 60_000
/** Registrations, logins and requests that write are counted over so long. */
const COUNTED_MINUTES = 60

/** What a receipt says of an account: what was deleted with it, and what stays for how long. */
export function accountReceipt(
  accountId: string,
  { erased, remains }: { readonly erased: Erased; readonly remains: Remains },
  config: ReceiptConfig,
  now: number,
): ReceiptClaims {
  const { attempts, hasWebhooks } = remains
  const countedMs = Math.max(config.LOGIN_FAILURE_MINUTES, COUNTED_MINUTES) * MINUTE_MS
  return {
    account_id: accountId,
    erased_at: isoTime(now),
    erased,
    kept: [
      ...kept('attempts', (attempts.newestAt ?? now) + ATTEMPTS_KEPT_MS, attempts.count),
      ...kept('limit_counts', now + countedMs),
      ...kept('idempotency_keys', now + IDEMPOTENCY_MS),
      ...kept('audit_lines', endAfterDays(now, config.AUDIT_DAYS)),
      ...(hasWebhooks ? kept('events', null) : []),
    ],
  }
}
