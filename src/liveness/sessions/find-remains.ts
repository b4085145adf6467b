import { countFrameDigests, countPostureDigests } from '../../evidence/digest-queries.ts'
import { hasEndpoints } from '../../results/webhooks/endpoint-queries.ts'
import type { Tx } from '../../storage/schema.ts'
import { countAttempts } from './attempt-queries.ts'
import type { Remains } from './session-receipt.ts'

/** What is left of a session in the transaction that erases its evidence. */
export async function findRemains(tx: Tx, sessionId: string): Promise<Remains> {
  return {
    frameDigests: await countFrameDigests(tx, sessionId),
    postureDigests: await countPostureDigests(tx, sessionId),
    attempts: await countAttempts(tx, sessionId),
    hasWebhooks: await hasEndpoints(tx),
  }
}
