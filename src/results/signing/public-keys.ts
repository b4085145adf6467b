import type { SigningKey } from './key-queries.ts'

/** Longer than a result is good for: the clocks of those who verify may differ. */
const RETIRED_MS = 3_600_000

/** Whether results may still be verified by a key. */
export function verifiesResults({ retiredAt }: Pick<SigningKey, 'retiredAt'>, now: number): boolean {
  return retiredAt === null || now - retiredAt < RETIRED_MS
}

/** RFC 7517, RFC 8037. */
export function jsonWebKey({ id, x }: Pick<SigningKey, 'id' | 'x'>) {
  return { ...({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' } as const), x, kid: id }
}

/**
 * The same with its times in seconds, by the names that OpenID Federation gives them for keys of the past: made at
 * `iat`, retired before `exp`.
 */
export function receiptKey(key: SigningKey) {
  const { createdAt, retiredAt } = key
  return {
    ...jsonWebKey(key),
    iat: Math.floor(createdAt / 1000),
    ...(retiredAt !== null && { exp: Math.floor(retiredAt / 1000) + 1 }),
  }
}
