import type { Db, Tx } from '../storage/schema.ts'
import type { EvidenceKey, EvidenceKeys } from './evidence-keys.ts'
import { listSessionKeysOfOthers, replaceSessionKey } from './key-queries.ts'
import { listSecretsOfOthers, replaceSecret } from './secret-queries.ts'
import { resealSecret } from './secrets.ts'
import { resealSessionKey } from './session-keys.ts'

const ROWS_AT_ONCE = 500

interface Resealed {
  /** So many were sealed anew. */
  readonly resealed: number
  /** So many could not be, because the key that they were sealed with is not here. */
  readonly unopened: number
}

/**
 * Seals the keys of all sessions, and every secret, with the current evidence key; what the keys of sessions sealed
 * stays as it is. May run beside servers and beside itself.
 */
export async function resealAll(
  db: Db,
  keys: EvidenceKeys,
): Promise<{ readonly sessions: Resealed; readonly secrets: Resealed }> {
  const sessions = await resealRows(db, keys, listSessionKeysOfOthers, (tx, key, current) =>
    replaceSessionKey(tx, key.id, key, resealSessionKey(keys, { id: key.id, key }, current)),
  )
  const secrets = await resealRows(db, keys, listSecretsOfOthers, (tx, secret, current) =>
    replaceSecret(tx, secret, resealSecret(keys, secret, current)),
  )
  return { sessions, secrets }
}

interface SealedRow {
  readonly id: string
  readonly evidenceKeyId: string
}

async function resealRows<Row extends SealedRow>(
  db: Db,
  keys: EvidenceKeys,
  listOfOthers: (db: Db, evidenceKeyId: string, page: { afterId: string; limit: number }) => Promise<Row[]>,
  reseal: (tx: Tx, row: Row, current: EvidenceKey) => Promise<boolean>,
): Promise<Resealed> {
  const current = keys.current()
  let [resealed, unopened] = [0, 0]
  for (let afterId = ''; ; ) {
    const page = await listOfOthers(db, current.id, { afterId, limit: ROWS_AT_ONCE })
    const ours = page.filter(({ evidenceKeyId }) => keys.find(evidenceKeyId))
    unopened += page.length - ours.length
    await db.transaction().execute(async (tx) => {
      for (const row of ours) if (await reseal(tx, row, current)) resealed++
    })
    const last = page.at(-1)
    if (last === undefined) return { resealed, unopened }
    afterId = last.id
  }
}
