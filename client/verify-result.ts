import { checkClaims, type Expected } from './check-claims.ts'
import { VerificationError } from './errors.ts'
import type { KeySet } from './key-set.ts'
import { readToken } from './read-token.ts'
import type { ResultClaims } from './result-claims.ts'

export interface ExpectedResult extends Expected {
  readonly keys: KeySet
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/**
 * What a signed result says, where it can be believed: signed by a key of the server (Ed25519, RFC 8037), in time, and
 * as expected. With the keys at hand nothing is fetched.
 *
 * Rejects with `VerificationError` where it can't, and with `LivenessError` or `LivenessConnectionError` where the keys
 * can't be had.
 */
export async function verifyResult(token: string, expected: ExpectedResult): Promise<ResultClaims> {
  requireDecided(expected)
  const { kid, payload, signed, signature } = readToken(token, 'liveness-result+jwt')
  const key = await expected.keys.find(kid)
  if (!key) throw new VerificationError('unknown_key', 'The server has no such key')
  if (!(await crypto.subtle.verify('Ed25519', key, signature, signed)))
    throw new VerificationError('signature', 'The signature is not the server’s')
  const { now = Date.now } = expected
  return checkClaims(payload, expected, now() / 1000)
}

/** Without types, a forgotten or empty one would be compared with a result that has none. */
function requireDecided({ audience, nonce, issuer }: Expected): void {
  for (const [name, value] of Object.entries({ audience, nonce }))
    if (value !== false && (typeof value !== 'string' || value === ''))
      throw new TypeError(`verifyResult needs ${name}: what the session was opened with, or false not to check it`)
  if (typeof issuer !== 'string') throw new TypeError('verifyResult needs issuer: the PUBLIC_URL of the server')
}
