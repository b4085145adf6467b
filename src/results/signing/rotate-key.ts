import { recordAudit } from '../../audit/queries.ts'
import { deleteSecret } from '../../evidence/secret-queries.ts'
import type { SigningNeeds } from './current-key.ts'
import { deleteKeysRetiredBefore, retireSigningKey } from './key-queries.ts'
import { makeSigningKey, privateKeyName, storeSigningKey } from './make-key.ts'

/** Longer than what a key signed is good for: the clocks of those who verify may differ. */
const RETIRED_MS = 3_600_000

/**
 * Replaces the key that signs; the private half of the one before is deleted, its public half stays for an hour.
 * Needs no evidence key but the current one. Returns the new key's id; undefined where another rotation came first.
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

/** Deletes public keys by which nothing can be verified any more. */
export async function deleteRetiredKeys({ db }: Pick<SigningNeeds, 'db'>, now: number): Promise<void> {
  await deleteKeysRetiredBefore(db, now - RETIRED_MS)
}
