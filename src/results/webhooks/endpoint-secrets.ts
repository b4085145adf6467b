import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { deleteSecret } from '../../evidence/secret-queries.ts'
import { keepSecret, openSecret } from '../../evidence/secrets.ts'
import type { Db, Tx } from '../../storage/schema.ts'
import type { Endpoint } from './endpoint-queries.ts'
import { mintSecret } from './sign-event.ts'

const secretId = (endpointId: string, version: number): string => `webhook ${endpointId} ${version}`

/** Makes a secret of an endpoint and keeps it sealed; returns it. */
export async function makeSecret(
  tx: Tx,
  keys: EvidenceKeys,
  endpoint: { readonly id: string; readonly version: number },
): Promise<Buffer> {
  const secret = mintSecret()
  await keepSecret(tx, keys, secretId(endpoint.id, endpoint.version), secret)
  return secret
}

/** The secrets that an endpoint's events are signed with now, the newest first. Throws where none can be opened. */
export async function openSecrets(
  db: Db,
  keys: EvidenceKeys,
  { id, secretVersion, previousSecretUntil }: Pick<Endpoint, 'id' | 'secretVersion' | 'previousSecretUntil'>,
  now: number,
): Promise<Buffer[]> {
  const newest = await openSecret(db, keys, secretId(id, secretVersion))
  if (!newest) throw new Error(`the secret of webhook ${id} is not there`)
  if (previousSecretUntil === null || previousSecretUntil <= now) return [newest]
  const previous = await openSecret(db, keys, secretId(id, secretVersion - 1))
  return previous ? [newest, previous] : [newest]
}

/** Deletes an endpoint's secret of a version; there may be none. */
export function dropSecret(db: Db, endpointId: string, version: number): Promise<void> {
  return deleteSecret(db, secretId(endpointId, version))
}
