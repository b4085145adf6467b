import { eraseAccount } from '../accounts/erase.ts'
import { listEndings } from '../audit/queries.ts'
import { systemClock } from '../clock.ts'
import { findSessionKey } from '../evidence/key-queries.ts'
import { revokeApiKey } from '../identity/revoke-key.ts'
import { eraseSession } from '../liveness/sessions/erase-session.ts'
import { findSession } from '../liveness/sessions/queries.ts'
import { findEndpoint } from '../results/webhooks/endpoint-queries.ts'
import { removeEndpoint } from '../results/webhooks/remove-endpoint.ts'
import type { Db } from '../storage/schema.ts'

const LINES_AT_ONCE = 1_000

type Ending = Awaited<ReturnType<typeof listEndings>>[number]

export interface EndedAgain {
  accounts: number
  sessions: number
  keys: number
  webhooks: number
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
 * Erases, revokes and removes in a restored database what was in the one before. Ids are never used twice, so
 * an ending that the backup knows already changes nothing. Returns how much of it the backup had brought back.
 */
export async function endAgain(db: Db, endings: readonly Ending[]): Promise<EndedAgain> {
  const ended: EndedAgain = { accounts: 0, sessions: 0, keys: 0, webhooks: 0 }
  for (const { event, actor, about } of endings) {
    const id = about ?? actor
    if (event === 'account_deleted') ended.accounts += Number(await endAccount(db, id))
    else if (event === 'api_key_revoked') ended.keys += Number(await endKey(db, id))
    else if (event === 'webhook_removed') ended.webhooks += Number(await endWebhook(db, id))
    else ended.sessions += Number(await endSession(db, id))
  }
  return ended
}

function endAccount(db: Db, id: string): Promise<boolean> {
  return eraseAccount({ db, clock: systemClock }, id, { actor: id, address: 'local' })
}

function endKey(db: Db, id: string): Promise<boolean> {
  return revokeApiKey({ db, clock: systemClock }, id)
}

async function endWebhook(db: Db, id: string): Promise<boolean> {
  const endpoint = await findEndpoint(db, id)
  return endpoint !== undefined && removeEndpoint({ db, clock: systemClock }, endpoint)
}

async function endSession(db: Db, id: string): Promise<boolean> {
  const session = await findSession(db, id)
  if (!session) return false
  const hadEvidence = (await findSessionKey(db, id)) !== null
  await eraseSession({ db, clock: systemClock }, session, { actor: 'command line', address: 'local' })
  return hadEvidence
}
