import type { Db } from '../storage/schema.ts'
import type { EvidenceKeys } from './evidence-keys.ts'
import { countByEvidenceKey, findSessionKey } from './key-queries.ts'
import { findLatestObservation } from './queries.ts'
import { observationPurpose, unsealWithAny } from './seal.ts'
import { countSecretsByEvidenceKey } from './secret-queries.ts'
import { openSessionKeys } from './session-keys.ts'

/**
 * Whether every evidence key that a session or a secret needs is among these, and what was sealed last opens; true
 * where nothing is kept. Processes with different keys cannot go on with each other's sessions.
 */
export async function opensKeptEvidence(db: Db, keys: EvidenceKeys | undefined): Promise<boolean> {
  const needed = [...(await countByEvidenceKey(db)), ...(await countSecretsByEvidenceKey(db))]
  if (needed.some(({ id }) => !keys?.find(id))) return false
  const latest = await findLatestObservation(db)
  if (!latest) return true
  const { sessionId: id, sequence, sealed } = latest
  const key = await findSessionKey(db, id)
  try {
    return (
      keys !== undefined &&
      unsealWithAny(openSessionKeys(keys, { id, key }), observationPurpose(id, sequence), sealed).length > 0
    )
  } catch {
    return false
  }
}
