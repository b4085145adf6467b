import { SignJWT } from 'jose'
import { mintId } from '../../id.ts'
import type { OpenedKey } from './current-key.ts'

/** So long a token is good. */
const RESULT_MS = 10 * 60_000

/** What a token says of a session, beside its own id and times. */
export interface ResultClaims {
  readonly iss: string
  readonly aud?: string
  readonly sub?: string
  readonly session_id: string
  readonly verdict: string
  readonly assurance: string
  readonly policy: string
  readonly nonce?: string
  /** ISO 8601, UTC. */
  readonly decided_at: string
}

/** A compact JWS (RFC 7515, RFC 8037) of what is claimed, good for ten minutes from `now`, in epoch milliseconds. */
export function signResult({ id, privateKey }: OpenedKey, claims: ResultClaims, now: number): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: id, typ: 'liveness-result+jwt' })
    .setJti(mintId())
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor((now + RESULT_MS) / 1000))
    .sign(privateKey)
}
