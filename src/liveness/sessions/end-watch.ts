import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import { refuse } from '../../errors.ts'
import type { Db } from '../../storage/schema.ts'
import type { LivenessSession } from './session.ts'
import { listOpenSessions } from './wait-queries.ts'

export const WAIT_SECONDS_MAX = 60
const WAITING_MAX = 1_000
/** For one session, or for the sessions of one account: strangers may make accounts, and there is room for few. */
const WAITING_PER_OWNER_MAX = 5
const LOOK_INTERVAL_MS = 200

interface Waiting {
  readonly sessionId: string
  readonly owner: string
  readonly until: number
  readonly end: (error?: unknown) => void
}

export interface EndWatch {
  /**
   * Returns when the session is over or past its time, after so many seconds, or when the signal aborts. Refuses
   * `busy` where too many wait in this process, `too_many_requests` where too many wait for this session or for those
   * of its account.
   */
  wait(session: Pick<LivenessSession, 'id' | 'accountId'>, seconds: number, signal: AbortSignal): Promise<void>
}

interface EndWatchNeeds {
  readonly db: Db
  readonly clock: Clock
  isDraining(): boolean
}

/**
 * Waits for the ends of sessions, which any process may bring about: one query, five times a second, for all that wait
 * here, and none while nobody does. While the server drains nobody waits.
 */
export function openEndWatch({ db, clock, isDraining }: EndWatchNeeds): EndWatch {
  const waiting = new Set<Waiting>()
  let watching = false

  const look = async () => {
    try {
      const ids = [...new Set([...waiting].map(({ sessionId }) => sessionId))]
      const open = new Set(isDraining() ? [] : await listOpenSessions(db, ids, clock.now()))
      // One that came while the database was asked is not among the ids that it was asked for.
      const over = ids.filter((id) => !open.has(id))
      const now = performance.now()
      for (const { sessionId, until, end } of waiting) if (over.includes(sessionId) || until <= now) end()
    } catch (error) {
      for (const { end } of waiting) end(error)
    }
  }

  const watch = async () => {
    watching = true
    while (waiting.size > 0) {
      await sleep(LOOK_INTERVAL_MS)
      await look()
    }
    watching = false
  }

  return {
    async wait({ id: sessionId, accountId }, seconds, signal) {
      if (waiting.size >= WAITING_MAX) throw refuse('busy', { retryAfterSeconds: 1 })
      const owner = accountId ?? sessionId
      const others = [...waiting].filter((one) => one.owner === owner).length
      if (others >= WAITING_PER_OWNER_MAX)
        throw refuse('too_many_requests', {
          retryAfterSeconds: 1,
          message: `At most ${WAITING_PER_OWNER_MAX} requests may wait for one session, or for those of one account`,
        })
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const end = (error?: unknown) => (error === undefined ? resolve() : reject(error))
      const one = { sessionId, owner, until: performance.now() + seconds * 1000, end }
      const abort = () => end()
      waiting.add(one)
      signal.addEventListener('abort', abort)
      if (!watching) void watch()
      try {
        await promise
      } finally {
        waiting.delete(one)
        signal.removeEventListener('abort', abort)
      }
    },
  }
}
