import { LivenessConnectionError } from './errors.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { importKeys, type KeySet } from './key-set.ts'

const SET_BYTES_MAX = 64 * 1024
const AGE_SECONDS = 300
const AGE_SECONDS_MAX = 24 * 3_600
/** Between two fetches, whatever names are asked for: anybody can make a token that names a new key. */
const REFETCH_MS_MIN = 30_000
/** How much longer keys are used that can't be fetched anew. */
const STALE_MS_MAX = 600_000

export interface FetchedKeysOptions {
  /** Address of the liveness server, or of whatever serves its `/.well-known/jwks.json`. */
  readonly url: string
  readonly fetch?: typeof fetch
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/**
 * The keys of a server, fetched when they are needed and kept for as long as its Cache-Control says (300 s unless told,
 * a day at most). A name that is not among them is looked for once more, at most every 30 s. Where the server can't be
 * reached, keys are used for ten minutes longer. Make one, and keep it: the keys are in it.
 */
export function fetchedKeys({ url, fetch = globalThis.fetch, now = Date.now }: FetchedKeysOptions): KeySet {
  const address = `${url.replace(/\/+$/, '')}/.well-known/jwks.json`
  let kept: { readonly keys: ReadonlyMap<string, CryptoKey>; readonly untilMs: number } | undefined
  let triedAtMs = Number.NEGATIVE_INFINITY
  let underWay: Promise<void> | undefined

  async function renew(): Promise<void> {
    triedAtMs = now()
    const { keys, maxAgeSeconds } = await fetchKeys(address, fetch)
    kept = { keys, untilMs: triedAtMs + maxAgeSeconds * 1000 }
  }

  return {
    async find(kid) {
      const known = kept?.keys.get(kid)
      if (kept && known && now() < kept.untilMs) return known
      const mayFetch = !kept || now() - triedAtMs >= REFETCH_MS_MIN || now() < triedAtMs
      const isUsable = kept !== undefined && now() < kept.untilMs + STALE_MS_MAX
      if (!underWay && !mayFetch && isUsable) return known
      underWay ??= renew().finally(() => {
        underWay = undefined
      })
      await underWay.catch((error: unknown) => {
        if (!isUsable || !known) throw error
      })
      return kept?.keys.get(kid)
    },
  }
}

async function fetchKeys(address: string, fetch: typeof globalThis.fetch) {
  const { set, cacheControl } = await fetchKeySet(address, fetch, SET_BYTES_MAX)
  try {
    return { keys: await importKeys(set), maxAgeSeconds: readMaxAge(cacheControl) }
  } catch (cause) {
    throw new LivenessConnectionError('network', 'A key of the liveness server is not one', { cause })
  }
}

/** RFC 9111, 5.2.2. */
function readMaxAge(cacheControl: string): number {
  if (/\bno-(store|cache)\b/i.test(cacheControl)) return 0
  const [, seconds = AGE_SECONDS] = /\bmax-age="?(\d{1,9})\b/i.exec(cacheControl) ?? []
  return Math.min(Number(seconds), AGE_SECONDS_MAX)
}
