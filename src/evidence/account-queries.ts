import type { Tx } from '../storage/schema.ts'
import type { ErasedEvidence } from './erase-queries.ts'

/** All that is kept of the faces in the sessions of an account, and by what their pictures are recognized. */
export interface ErasedOfAccount extends ErasedEvidence {
  readonly frame_digests: number
  readonly posture_digests: number
}

type EvidenceTable =
  | 'liveness_session_key'
  | 'liveness_image'
  | 'liveness_observation'
  | 'frame_digest'
  | 'posture_digest'

/** Deletes it, the keys that open it first; how many rows of each. Nobody else may write to the sessions meanwhile. */
export async function eraseEvidenceOfAccount(tx: Tx, accountId: string): Promise<ErasedOfAccount> {
  const erase = async (table: EvidenceTable) => {
    const { numDeletedRows } = await tx
      .deleteFrom(table)
      .where('session_id', 'in', (of) =>
        of.selectFrom('liveness_session').select('id').where('account_id', '=', accountId),
      )
      .executeTakeFirst()
    return Number(numDeletedRows)
  }
  return {
    session_keys: await erase('liveness_session_key'),
    pictures: await erase('liveness_image'),
    measurements: await erase('liveness_observation'),
    frame_digests: await erase('frame_digest'),
    posture_digests: await erase('posture_digest'),
  }
}
