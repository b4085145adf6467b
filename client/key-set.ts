/** The public keys of a server, imported. */
export interface KeySet {
  /** Undefined where there is none of that name. Rejects where keys can't be had. */
  find(kid: string): Promise<CryptoKey | undefined>
}

/** Keys as in a JWK Set (RFC 7517, 5). */
export interface PublicKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[]
}

const KEYS_MAX = 32

/** Keys that you have in hand: of a file, for example. Nothing is fetched. */
export function fixedKeys(set: PublicKeys): KeySet {
  const imported = importKeys(set)
  imported.catch(() => {})
  return { find: async (kid) => (await imported).get(kid) }
}

/** By name. Left out is what is no Ed25519 key to verify with (RFC 8037, 2): another algorithm's, or without a name. */
export async function importKeys({ keys }: PublicKeys): Promise<ReadonlyMap<string, CryptoKey>> {
  const usable = keys.slice(0, KEYS_MAX).filter(isVerifying)
  const imported = usable.map(async ({ kid, x }): Promise<[string, CryptoKey]> => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x }
    return [kid, await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['verify'])]
  })
  return new Map(await Promise.all(imported))
}

function isVerifying(key: Readonly<Record<string, unknown>>): key is { kid: string; x: string } {
  const { kty, crv, kid, x, use = 'sig', alg = 'EdDSA' } = key
  const texts = typeof kid === 'string' && typeof x === 'string'
  return texts && kty === 'OKP' && crv === 'Ed25519' && use === 'sig' && alg === 'EdDSA'
}
