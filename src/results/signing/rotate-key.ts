import { recordAudit } from '../../audit/queries.ts'
import { deleteSecret } from '../../evidence/secret-queries.ts'
import type { SigningNeeds } from './current-key.ts'
import { deleteOldestRetiredKeys, retireSigningKey } from './key-queries.ts'
import { makeSigningKey, privateKeyName, storeSigningKey } from './make-key.ts'

/** So many public halves of retired keys are kept to verify receipts by: one a day for longer than two years. */
const RETIRED_KEYS_MAX = 1_000

/**
 * Replaces the key that signs; the private half of the one before is deleted, its public half stays, for an hour to
 * verify results by and for good to verify receipts by. Needs no evidence key but the current one. Returns the id of
 * the new key; undefined where another rotation came first.
 */
export async function rotateSigningKey({ db, clock, evidenceKeys }: SigningNeeds): Promise<string | undefined> {
  const made = await makeSigningKey()
  const now = clock.now()
  return db.transaction().execute(async (tx) => {
    const retired = await retireSigningKey(tx, now)
    if (retired !== undefined) await deleteSecret(tx, privateKeyName(retired))
    if (!(await storeSigningKey(tx, evidenceKeys, made, now))) return undefined
    await recordAudit(tx, { at: now, event: 'signing_key_rotated', actor: made.id, address: 'local' })
    return made.id
  })
}

/** Deletes the oldest public keys where there are too many. */
export async function deleteSurplusKeys({ db }: Pick<SigningNeeds, 'db'>): Promise<void> {
  await deleteOldestRetiredKeys(db, RETIRED_KEYS_MAX)
}
