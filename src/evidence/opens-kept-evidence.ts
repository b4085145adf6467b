import type { KeyObject } from 'node:crypto'
import type { Db } from '../storage/schema.ts'
import { findLatestObservation } from './queries.ts'
import { observationPurpose, unseal } from './seal.ts'

/**
 * Whether the key opens what was sealed last; true where nothing is kept. Processes with different keys cannot go on
 * with each other's sessions.
 */
export async function opensKeptEvidence(db: Db, key: KeyObject): Promise<boolean> {
  const latest = await findLatestObservation(db)
  if (!latest) return true
  try {
    unseal(key, observationPurpose(latest.sessionId, latest.sequence), latest.sealed)
    return true
  } catch {
    return false
  }
}
