import { type ReceiptProblem, VerificationError } from './errors.ts'
import { importKeys, type PublicKeys } from './key-set.ts'
import { readToken } from './read-token.ts'
import type { ReceiptClaims } from './receipt-claims.ts'

/** What was erased: one of the two. */
export type ErasedThing =
  | { readonly sessionId: string; readonly accountId?: never }
  | { readonly accountId: string; readonly sessionId?: never }

export type ExpectedReceipt = ErasedThing & {
  /** The server's `PUBLIC_URL`. */
  readonly issuer: string
  /** What `/.well-known/receipt-keys.json` serves. */
  readonly keys: PublicKeys
}

/**
 * What a receipt of an erasure says, however old it is, where it can be believed: signed by a key of the server
 * (Ed25519, RFC 8037) before another took that key's place, and about what was erased. Rejects with
 * `VerificationError` where it can't, with `TypeError` where it is not told which session or account that was.
 */
export async function verifyReceipt(receipt: string, expected: ExpectedReceipt): Promise<ReceiptClaims> {
  const { sessionId, accountId } = expected
  if (typeof expected.issuer !== 'string') throw new TypeError('verifyReceipt needs issuer: the server’s PUBLIC_URL')
  if ((typeof sessionId === 'string') === (typeof accountId === 'string'))
    throw new TypeError('verifyReceipt needs sessionId or accountId: what was erased')
  const { kid, payload, signed, signature } = readToken(receipt, 'liveness-receipt+jwt')
  const named = expected.keys.keys.filter((key) => key.kid === kid).slice(0, 1)
  const key = (await importKeys({ keys: named })).get(kid)
  if (!key) throw new VerificationError('unknown_key', 'The server has no such key')
  if (!(await crypto.subtle.verify('Ed25519', key, signature, signed)))
    throw new VerificationError('signature', 'The signature is not the server’s')
  if (!isReceipt(payload)) throw new VerificationError('malformed', 'A claim is missing, or of the wrong type')
  const { exp = Number.POSITIVE_INFINITY } = named[0] as { exp?: number }
  require(payload.iat < exp, 'retired_key', 'The receipt is later than the end of its key')
  require(payload.iss === expected.issuer, 'issuer', 'The receipt is another server’s')
  require(payload.session_id === sessionId, 'session', 'The receipt is another session’s')
  require(payload.account_id === accountId, 'account', 'The receipt is another account’s')
  return payload
}

function require(holds: boolean, reason: ReceiptProblem, message: string): void {
  if (!holds) throw new VerificationError(reason, message)
}

function isReceipt(payload: object): payload is ReceiptClaims {
  const { iss, jti, iat, erased_at, erased, kept }: { readonly [name in keyof ReceiptClaims]?: unknown } = payload
  return (
    [iss, jti, erased_at].every((value) => typeof value === 'string') &&
    Number.isFinite(iat) &&
    typeof erased === 'object' &&
    erased !== null &&
    Array.isArray(kept)
  )
}
