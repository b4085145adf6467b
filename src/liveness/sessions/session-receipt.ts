import type { Config } from '../../config.ts'
import type { NotedDigests } from '../../evidence/digest-queries.ts'
import { DIGESTS_KEPT_MS } from '../../evidence/digests-kept.ts'
import type { ErasedEvidence } from '../../evidence/erase-queries.ts'
import { IDEMPOTENCY_MS } from '../../http/limits.ts'
import { isoTime } from '../../iso-time.ts'
import { endAfterDays, kept } from '../../results/signing/kept.ts'
import type { ReceiptClaims } from '../../results/signing/receipt-claims.ts'
import { ATTEMPTS_KEPT_MS } from '../../throttle/attempts-kept.ts'
import type { LivenessSession } from './session.ts'

export type ReceiptConfig = Pick<Config, 'SESSION_DAYS' | 'AUDIT_DAYS' | 'FILM_DAYS'>

/** What stays of a session whose evidence was erased, as it was found in the transaction that erased it. */
export interface Remains {
  readonly frameDigests: NotedDigests
  readonly postureDigests: NotedDigests
  readonly attempts: number
  readonly hasWebhooks: boolean
}

/** What a receipt says of a session: what was deleted, and what stays for how long. */
export function sessionReceipt(
  session: Pick<LivenessSession, 'id' | 'createdAt' | 'begunAt'>,
  { erased, remains }: { readonly erased: ErasedEvidence; readonly remains: Remains },
  config: ReceiptConfig,
  now: number,
): ReceiptClaims {
  const { id, createdAt } = session
  const { frameDigests, postureDigests, attempts, hasWebhooks } = remains
  const rowEnds = endAfterDays(createdAt, config.SESSION_DAYS)
  const orWithRow = (end: number) => Math.min(end, rowEnds ?? end)
  const keysEnd = createdAt + IDEMPOTENCY_MS
  return {
    session_id: id,
    erased_at: isoTime(now),
    erased: { ...erased },
    kept: [
      ...kept('verdict', rowEnds, 1),
      ...kept('frame_digests', orWithRow((frameDigests.newestAt ?? now) + DIGESTS_KEPT_MS), frameDigests.count),
      ...kept(
        'posture_digests',
        orWithRow(endAfterDays(postureDigests.newestAt ?? now, config.FILM_DAYS) ?? now),
        postureDigests.count,
      ),
      ...kept('attempts', (session.begunAt ?? now) + ATTEMPTS_KEPT_MS, attempts),
      ...(keysEnd > now ? kept('idempotency_keys', keysEnd) : []),
      ...kept('audit_lines', endAfterDays(now, config.AUDIT_DAYS)),
      ...(hasWebhooks ? kept('events', null) : []),
    ],
  }
}
