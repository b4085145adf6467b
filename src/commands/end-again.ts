import { type EraseNeeds, eraseAccount } from '../accounts/erase.ts'
import { removeOperator } from '../admin/remove-operator.ts'
import { type Ending, listEndings } from '../audit/queries.ts'
import type { Config } from '../config.ts'
import { findSessionKey } from '../evidence/key-queries.ts'
import { revokeApiKey } from '../identity/revoke-key.ts'
import { eraseSession } from '../liveness/sessions/erase-session.ts'
import { findSession } from '../liveness/sessions/queries.ts'
import { findEndpoint } from '../results/webhooks/endpoint-queries.ts'
import { removeEndpoint } from '../results/webhooks/remove-endpoint.ts'
import type { Db } from '../storage/schema.ts'

const LINES_AT_ONCE = 1_000

type EndNeeds = Omit<EraseNeeds, 'openReceipt' | 'config'> & { readonly config: Config }

export interface EndedAgain {
  accounts: number
  sessions: number
  keys: number
  webhooks: number
  operators: number
}

/** What was erased, revoked or removed, as far back as the audit log goes. */
export async function readEndings(db: Db): Promise<Ending[]> {
  const endings: Ending[] = []
  for (;;) {
    const lines = await listEndings(db, endings.at(-1)?.id ?? 0, LINES_AT_ONCE)
    if (lines.length === 0) return endings
    endings.push(...lines)
  }
}

/**
 * Erases, revokes and removes in a restored database what was in the one before. Ids are never used twice, so an ending
 * that the backup knows already changes nothing. Returns how much of it the backup had brought back.
 */
export async function endAgain(needs: EndNeeds, endings: readonly Ending[]): Promise<EndedAgain> {
  const ended: EndedAgain = { accounts: 0, sessions: 0, keys: 0, webhooks: 0, operators: 0 }
  for (const { event, actor, about } of endings) {
    const { counted, end } = ENDINGS[event]
    ended[counted] += Number(await end(needs, about ?? actor))
  }
  return ended
}

const by = { actor: 'command line', address: 'local' }
/** Who erased it the first time has the receipt. */
const openReceipt = async () => async () => null

const ENDINGS: Readonly<
  Record<Ending['event'], { counted: keyof EndedAgain; end(needs: EndNeeds, id: string): Promise<boolean> }>
> = {
  account_deleted: {
    counted: 'accounts',
    async end(needs, id) {
      const erased = await eraseAccount({ ...needs, openReceipt }, id, { actor: id, address: 'local' })
      return erased !== undefined
    },
  },
  liveness_session_erased: { counted: 'sessions', end: endSession },
  api_key_revoked: { counted: 'keys', end: revokeApiKey },
  webhook_removed: {
    counted: 'webhooks',
    async end(needs, id) {
      const endpoint = await findEndpoint(needs.db, id)
      return endpoint !== undefined && removeEndpoint(needs, endpoint)
    },
  },
  operator_removed: { counted: 'operators', end: removeOperator },
}

async function endSession(needs: EndNeeds, id: string): Promise<boolean> {
  const session = await findSession(needs.db, id)
  if (!session) return false
  const hadEvidence = (await findSessionKey(needs.db, id)) !== null
  await eraseSession({ ...needs, openReceipt }, session, by)
  return hadEvidence
}
