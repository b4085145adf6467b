import { isoTime } from '../../iso-time.ts'
import type { ResultClaims } from '../../results/signing/sign-result.ts'
import type { LivenessSession } from './session.ts'

/**
 * What a signed result says of a session: never a score, a signal or a name. Undefined where the session is not
 * decided.
 */
export function resultClaims(session: LivenessSession, issuer: string): ResultClaims | undefined {
  const { id, state, verdict, outcome, subject, request, endedAt } = session
  if (state !== 'decided' || verdict === null || outcome === null || endedAt === null) return undefined
  const { assurance, policy } = outcome.decision
  return {
    iss: issuer,
    ...(request.audience !== undefined && { aud: request.audience }),
    ...(subject !== null && { sub: subject }),
    ...{ session_id: id, verdict, assurance, policy },
    ...(request.nonce !== undefined && { nonce: request.nonce }),
    decided_at: isoTime(endedAt),
  }
}
