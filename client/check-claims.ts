import { type ResultProblem, VerificationError } from './errors.ts'
import type { ResultClaims } from './result-claims.ts'
import type { Verdict } from './types.ts'

/** How long a result may be good, whatever it says itself. */
const LIFETIME_SECONDS_MAX = 3_600
const CLOCK_TOLERANCE_SECONDS = 30

/** What a signed result has to say to be believed. */
export interface Expected {
  /** The server's `PUBLIC_URL`. */
  readonly issuer: string
  /** What the session was opened with; `false` to take results meant for anybody. */
  readonly audience: string | false
  /**
   * What the session was opened with. `false` takes any session's result, that of another person or of an earlier
   * check too: then compare `session_id` with what you stored yourself, and take each session once. `jti` does not
   * tell: whoever may read the session gets another token whenever they ask.
   */
  readonly nonce: string | false
  readonly subject?: string
  /** The session that you opened. Not where the person may retry on the same link: each try is another session. */
  readonly sessionId?: string
  /** Which verdicts are taken: only `live` unless told. */
  readonly verdicts?: readonly Verdict[]
  /**
   * How old verdict and token may be. Unless told, a token is good for the 10 minutes that the server permits, and the
   * verdict in it may be of any age.
   */
  readonly maxAgeSeconds?: number
  /** How far the two clocks may differ: 30 s unless told. */
  readonly clockToleranceSeconds?: number
}

/**
 * The claims of a token whose signature was verified. Throws `VerificationError` for the first that is not as expected:
 * RFC 7519, 4.1, and RFC 8725, 3.8 and 3.9.
 */
export function checkClaims(
  payload: Readonly<Record<string, unknown>>,
  expected: Expected,
  nowSeconds: number,
): ResultClaims {
  if (!isResult(payload)) throw new VerificationError('malformed', 'A claim is missing, or of the wrong type')
  const { maxAgeSeconds = LIFETIME_SECONDS_MAX, clockToleranceSeconds: tolerance = CLOCK_TOLERANCE_SECONDS } = expected
  const { audience, nonce, subject, sessionId, verdicts = ['live'] } = expected
  const { iat, exp } = payload
  require(payload.iss === expected.issuer, 'issuer', 'The result is another server’s')
  require(audience === false || payload.aud === audience, 'audience', 'The result is for another audience')
  require(iat <= nowSeconds + tolerance, 'not_yet_valid', 'The result is of the future')
  require(exp > nowSeconds - tolerance && exp - iat <= LIFETIME_SECONDS_MAX, 'expired', 'The result has expired')
  const madeAt = expected.maxAgeSeconds === undefined ? iat : Math.min(iat, Date.parse(payload.decided_at) / 1000)
  require(madeAt >= nowSeconds - maxAgeSeconds - tolerance, 'too_old', 'The result is too old')
  require(nonce === false || payload.nonce === nonce, 'nonce', 'The result is not for this check')
  require(subject === undefined || payload.sub === subject, 'subject', 'The result is about somebody else')
  require(sessionId === undefined || payload.session_id === sessionId, 'session', 'The result is another session’s')
  require(verdicts.includes(payload.verdict), 'verdict', `The verdict is ${payload.verdict}`)
  return payload
}

function require(holds: boolean, reason: ResultProblem, message: string): void {
  if (!holds) throw new VerificationError(reason, message)
}

function isResult(payload: object): payload is ResultClaims {
  const claims: { readonly [name in keyof ResultClaims]?: unknown } = payload
  const text = (value: unknown) => typeof value === 'string'
  return (
    [claims.iss, claims.jti, claims.session_id, claims.decided_at, claims.verdict].every(text) &&
    [claims.iat, claims.exp].every(Number.isFinite) &&
    [claims.aud, claims.sub, claims.nonce].every((value) => value === undefined || text(value)) &&
    [claims.assurance, claims.policy].every((value) => value === null || text(value))
  )
}
