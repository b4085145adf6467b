import { SignJWT } from 'jose'
import { mintId } from '../../id.ts'
import type { OpenedKey } from './current-key.ts'
import type { ReceiptClaims } from './receipt-claims.ts'

/**
 * A compact JWS (RFC 7515, RFC 8037) of what was erased. It has no end: what it says stays true. `now` in epoch
 * milliseconds.
 */
export function signReceipt(
  { id, privateKey }: OpenedKey,
  { issuer, ...claims }: ReceiptClaims & { readonly issuer: string },
  now: number,
): Promise<string> {
  return new SignJWT({ iss: issuer, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: id, typ: 'liveness-receipt+jwt' })
    .setJti(mintId())
    .setIssuedAt(Math.floor(now / 1000))
    .sign(privateKey)
}
