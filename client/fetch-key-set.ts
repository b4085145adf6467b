import type { PublicKeys } from './key-set.ts'
import { readBytes } from './read-bytes.ts'
import { readRefusal } from './read-refusal.ts'
import { withDeadline } from './with-deadline.ts'

const FETCH_MS_MAX = 5_000

/**
 * A JWK Set of at most so many bytes, and its Cache-Control. Rejects with `LivenessError` where what is there is none,
 * with `LivenessConnectionError` where there is no whole answer.
 */
export async function fetchKeySet(address: string, fetch: typeof globalThis.fetch, bytesMax: number) {
  const { response, bytes } = await withDeadline(FETCH_MS_MAX, undefined, async (signal) => {
    const response = await fetch(address, { redirect: 'manual', signal })
    return { response, bytes: await readBytes(response, bytesMax) }
  })
  const set = response.ok ? readSet(bytes) : undefined
  if (!set) throw readRefusal(response, undefined)
  return { set, cacheControl: response.headers.get('cache-control') ?? '' }
}

function readSet(bytes: Uint8Array): PublicKeys | undefined {
  try {
    const set: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const isSet = typeof set === 'object' && set !== null && 'keys' in set && Array.isArray(set.keys)
    return isSet
      ? { keys: (set.keys as unknown[]).filter((key) => typeof key === 'object' && key !== null) as [] }
      : undefined
  } catch {
    return undefined
  }
}
