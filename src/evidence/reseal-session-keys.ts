import type { Db } from '../storage/schema.ts'
import type { EvidenceKeys } from './evidence-keys.ts'
import { listSessionKeysOfOthers, replaceSessionKey } from './key-queries.ts'
import { resealSessionKey } from './session-keys.ts'

const KEYS_AT_ONCE = 500

/**
 * Seals the keys of all sessions with the current evidence key; what they sealed stays as it is. Returns how many were
 * sealed anew, and how many could not be, because the key that they were sealed with is not here. May run beside
 * servers and beside itself.
 */
export async function resealSessionKeys(
  db: Db,
  keys: EvidenceKeys,
): Promise<{ readonly resealed: number; readonly unopened: number }> {
  const current = keys.current()
  let [resealed, unopened] = [0, 0]
  for (let afterId = ''; ; ) {
    const page = await listSessionKeysOfOthers(db, current.id, { afterId, limit: KEYS_AT_ONCE })
    const ours = page.filter(({ evidenceKeyId }) => keys.find(evidenceKeyId))
    unopened += page.length - ours.length
    await db.transaction().execute(async (tx) => {
      for (const key of ours) {
        const anew = resealSessionKey(keys, { id: key.id, key }, current)
        if (await replaceSessionKey(tx, key.id, key, anew)) resealed++
      }
    })
    const last = page.at(-1)
    if (last === undefined) return { resealed, unopened }
    afterId = last.id
  }
}
