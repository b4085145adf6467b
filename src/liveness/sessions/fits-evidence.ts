import type { KeyObject } from 'node:crypto'
import { findLatestObservation } from '../../evidence/queries.ts'
import { unseal } from '../../evidence/seal.ts'
import type { Db } from '../../storage/schema.ts'
import { observationSeal } from './keep-evidence.ts'

/**
 * Whether the key opens what was sealed last; true where nothing is kept. Processes with different keys cannot go on with
 * each other's sessions.
 */
export async function fitsEvidence(db: Db, key: KeyObject): Promise<boolean> {
  const latest = await findLatestObservation(db)
  if (!latest) return true
  try {
    unseal(key, observationSeal(latest.sessionId, latest.sequence), latest.sealed)
    return true
  } catch {
    return false
  }
}
