import { fromBase64Url } from './base64.ts'
import { VerificationError } from './errors.ts'

const TOKEN_CHARACTERS_MAX = 4096

export interface ReadToken {
  readonly kid: string
  /** Not verified yet: nothing here is true until the signature is. */
  readonly payload: Readonly<Record<string, unknown>>
  /** What is signed (RFC 7515, 5.2). */
  readonly signed: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
}

/**
 * Takes a compact JWS apart (RFC 7515, 3.1). Refuses any algorithm but EdDSA, any other kind of token (RFC 8725, 3.11),
 * and extensions that have to be understood (RFC 7515, 4.1.11).
 */
export function readToken(token: string, type: string): ReadToken {
  if (typeof token !== 'string' || token.length > TOKEN_CHARACTERS_MAX)
    throw new VerificationError('malformed', `A token is a text of at most ${TOKEN_CHARACTERS_MAX} characters`)
  const parts = token.split('.')
  const [head = '', body = '', tail = ''] = parts
  const [header, payload, signature] = [readObject(head), readObject(body), fromBase64Url(tail)]
  if (!header || !payload || !signature || parts.length !== 3)
    throw new VerificationError('malformed', 'Not a signed token in its compact form')
  if (header.alg !== 'EdDSA') throw new VerificationError('algorithm', 'The token is not signed with EdDSA')
  if (header.typ !== type) throw new VerificationError('type', `The token is not a ${type}`)
  if ('crit' in header || typeof header.kid !== 'string')
    throw new VerificationError('malformed', 'The token names no key, or an extension that must be understood')
  return { kid: header.kid, payload, signed: new TextEncoder().encode(`${head}.${body}`), signature }
}

function readObject(part: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = fromBase64Url(part)
  if (!bytes) return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
