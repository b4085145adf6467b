import type { Clock } from '../../clock.ts'
import type { Db } from '../../storage/schema.ts'
import { findSession } from '../sessions/queries.ts'
import { isOpen, type LivenessSession } from '../sessions/session.ts'

const CHECK_MS_MIN = 100

/**
 * Calls `over` once a session is over or past its time, which may have been moved on until then: it waited for room, or
 * the server held it up. The function returned ends the watch.
 */
export function watchExpiry(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  session: Pick<LivenessSession, 'id' | 'expiresAt'>,
  over: () => Promise<void>,
  failed: (error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout
  const watch = (expiresAt: number) => {
    timer = setTimeout(() => check().catch(failed), Math.max(CHECK_MS_MIN, expiresAt - clock.now()))
  }
  const check = async () => {
    const found = await findSession(db, session.id)
    if (found && isOpen(found) && found.expiresAt > clock.now()) watch(found.expiresAt)
    else await over()
  }
  watch(session.expiresAt)
  return () => clearTimeout(timer)
}
