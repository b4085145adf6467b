import { findSession } from '../liveness/sessions/queries.ts'
import type { LivenessSession } from '../liveness/sessions/session.ts'
import type { Db } from '../storage/schema.ts'
import { CommandError } from './command.ts'
import { printable } from './print.ts'

/** The liveness session of that id, whoever opened it. Throws `CommandError` where there is none. */
export async function findKnownSession(db: Db, id: string): Promise<LivenessSession> {
  const session = await findSession(db, id)
  if (session) return session
  throw new CommandError(`There is no liveness session "${printable(id)}".`)
}
