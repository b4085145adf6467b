import { createHmac } from 'node:crypto'
import type { EvidenceKeys } from './evidence-keys.ts'

/**
 * 64 bits of HMAC-SHA-256 as 16 hex digits, of each list of whole numbers, under a key derived from the newest evidence
 * key: without that key nobody can tell which numbers they were, or try any.
 */
export function digestPostures(keys: EvidenceKeys, postures: readonly (readonly number[])[]): string[] {
  const key = createHmac('sha256', keys.known()[0].key).update('posture digests').digest()
  return postures.map((numbers) => createHmac('sha256', key).update(numbers.join(' ')).digest('hex').slice(0, 16))
}
