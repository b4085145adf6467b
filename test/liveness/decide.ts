import { policies } from '../../src/liveness/decision/policy.ts'
import { initialProgress } from '../../src/liveness/decision/progress.ts'
import { decideSession } from '../../src/liveness/sessions/decide-session.ts'
import { findSession } from '../../src/liveness/sessions/queries.ts'
import type { LivenessSession } from '../../src/liveness/sessions/session.ts'
import type { TestServer } from '../server.ts'

/** Decides a session as it stands: without a frame it is inconclusive. */
export async function decide({ storage, clock }: TestServer, id: string): Promise<LivenessSession> {
  const session = await findSession(storage.db, id)
  if (!session) throw new Error(`there is no session ${id}`)
  const by = { now: clock.now(), address: '192.0.2.1', policy: policies['standard-2'] }
  const decided = await storage.db
    .transaction()
    .execute((tx) => decideSession(tx, session, initialProgress(session.terms), by))
  if (!decided) throw new Error('it was over already')
  return decided
}
