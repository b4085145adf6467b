import { randomBytes } from 'node:crypto'
import type { EvidenceKeys } from '../evidence/evidence-keys.ts'
import { deleteSecret } from '../evidence/secret-queries.ts'
import { keepSecret, openSecret } from '../evidence/secrets.ts'
import type { Db, Tx } from '../storage/schema.ts'

/** RFC 4226, 4: 160 bits. */
const SECRET_BYTES = 20

const secretId = (operatorId: string): string => `operator ${operatorId}`

/** A new secret of a second factor. */
export function mintSecret(): Buffer {
  return randomBytes(SECRET_BYTES)
}

/** Keeps the secret of an operator's second factor, sealed, in place of the one before. */
export async function keepSecondFactor(
  tx: Tx,
  keys: EvidenceKeys,
  operatorId: string,
  secret: Uint8Array,
): Promise<void> {
  await deleteSecret(tx, secretId(operatorId))
  await keepSecret(tx, keys, secretId(operatorId), secret)
}

/** Undefined where there is no such operator. Throws where the evidence key that sealed it is not here. */
export function openSecondFactor(db: Db, keys: EvidenceKeys, operatorId: string): Promise<Buffer | undefined> {
  return openSecret(db, keys, secretId(operatorId))
}

export function dropSecondFactor(tx: Tx, operatorId: string): Promise<void> {
  return deleteSecret(tx, secretId(operatorId))
}
