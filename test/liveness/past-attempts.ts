import assert from 'node:assert/strict'
import { Refusal } from '../../src/errors.ts'
import { mintId } from '../../src/id.ts'
import type { Verdict } from '../../src/liveness/decision/verdict.ts'
import { endAttempt } from '../../src/liveness/sessions/attempt-queries.ts'
import { admitAttempt } from '../../src/liveness/sessions/limit-attempts.ts'
import type { Owner } from '../../src/liveness/sessions/session.ts'
import type { TestServer } from '../server.ts'

export const accountOf = (accountId: string): Owner => ({ accountId, apiKeyId: null, subject: null })
export const subjectOf = (apiKeyId: string, subject: string | null): Owner => ({ accountId: null, apiKeyId, subject })

export interface Begun {
  readonly owner: Owner
  readonly address: string
}

/** Begins an attempt as the first movement does; throws the refusal. Returns its session. */
export async function begin(
  { storage, clock, config }: Pick<TestServer, 'storage' | 'clock' | 'config'>,
  { owner, address }: Begun,
): Promise<string> {
  const id = mintId()
  const now = clock.now()
  const session = { ...owner, id, expiresAt: now + config.LIVENESS_SESSION_SECONDS * 1000 }
  await storage.db.transaction().execute((tx) => admitAttempt(tx, session, address, config, now))
  return id
}

/** An attempt that is admitted and then ends; `cancelled` is without a verdict. */
export async function attempt(server: TestServer, begun: Begun, verdict: Verdict | 'cancelled'): Promise<void> {
  const id = await begin(server, begun)
  server.clock.advance(1_000)
  await endAttempt(server.storage.db, id, verdict === 'cancelled' ? null : verdict, server.clock.now())
}

/** For how many seconds an attempt is refused now; 0 where it would be admitted. Leaves nothing behind. */
export async function waitOf(server: TestServer, begun: Begun): Promise<number> {
  const { db } = server.storage
  const before = await db.selectFrom('liveness_attempt').selectAll().execute()
  try {
    const id = await begin(server, begun)
    await db.deleteFrom('liveness_attempt').where('session_id', '=', id).execute()
    return 0
  } catch (error) {
    if (!(error instanceof Refusal) || error.error !== 'too_many_requests') throw error
    assert.deepEqual(await db.selectFrom('liveness_attempt').selectAll().execute(), before)
    return error.retryAfterSeconds!
  }
}
