import type { Assurance, Verdict } from './types.ts'

/** The claims of a signed result, once `verifyResult` has found them good. */
export interface ResultClaims {
  iss: string
  /** The session's audience, where it was opened with one. */
  aud?: string
  /** The session's subject, where it was opened with one. */
  sub?: string
  /** One for each token, of which one session may have many. */
  jti: string
  /** Seconds since 1970. */
  iat: number
  /** Seconds since 1970. */
  exp: number
  session_id: string
  verdict: Verdict
  assurance: Assurance | null
  policy: string | null
  nonce?: string
  decided_at: string
}
