import type { Db } from '../storage/schema.ts'
import type { EvidenceKeys } from './evidence-keys.ts'
import { findSessionKey } from './key-queries.ts'
import { listSealedObservations } from './queries.ts'
import { observationPurpose, unsealValue } from './seal.ts'
import { openSessionKeys } from './session-keys.ts'

/**
 * What was measured on the frames of a session, in their order; empty where it is no longer kept.
 * Throws where it was sealed with a key that is not here.
 */
export async function readFrames<Frame>(db: Db, keys: EvidenceKeys, sessionId: string): Promise<Frame[]> {
  // The key before the rows: it is erased with them, or before.
  const sessionKeys = openSessionKeys(keys, { id: sessionId, key: await findSessionKey(db, sessionId) })
  const rows = await listSealedObservations(db, sessionId)
  return rows.map(({ sequence, sealed }) =>
    unsealValue<Frame>(sessionKeys, observationPurpose(sessionId, sequence), sealed),
  )
}
