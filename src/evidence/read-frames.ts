import type { KeyObject } from 'node:crypto'
import type { Db } from '../storage/schema.ts'
import { listSealedObservations } from './queries.ts'
import { observationPurpose, unsealValue } from './seal.ts'

/**
 * What was measured on the frames of a session, in their order; empty where it is no longer kept.
 * Throws where it was sealed with another key.
 */
export async function readFrames<Frame>(db: Db, key: KeyObject, sessionId: string): Promise<Frame[]> {
  const rows = await listSealedObservations(db, sessionId)
  return rows.map(({ sequence, sealed }) => unsealValue<Frame>(key, observationPurpose(sessionId, sequence), sealed))
}
