import type { Clock } from '../clock.ts'
import { passStorageFailure } from '../storage/failure.ts'
import type { Db } from '../storage/schema.ts'
import { networkOf } from '../throttle/network.ts'
import { type AuditEntry, recordAudit } from './queries.ts'

export interface RefusalLog {
  /**
   * Writes a refusal to the audit log, or counts it where its network has its lines of the hour. Where nothing can be
   * written, nothing is.
   */
  record(event: RefusalEvent, of: Pick<AuditEntry, 'actor' | 'address' | 'about'>): Promise<void>
  /** Writes how many were left out in each hour that was over by then: all hours, where no time is given. */
  flush(now?: number): Promise<void>
}

export type RefusalEvent = 'api_key_refused' | 'registration_refused'

/** What a stranger may make the audit log grow by: for each event, network and process, and for all networks. */
export const LINES_PER_NETWORK_AND_HOUR = 20
const LINES_PER_HOUR = 500
const HOUR_MS = 3_600_000

/** An hour of one event from one network; it begins with its first refusal. */
interface Hour {
  readonly event: RefusalEvent
  readonly network: string
  readonly endsAt: number
  lines: number
  leftOut: number
}

/** Refusals of strangers in the audit log, bounded. Counted in memory: a refusal past the bound costs no write. */
export function openRefusalLog({ db, clock }: { readonly db: Db; readonly clock: Clock }): RefusalLog {
  const hours = new Map<string, Hour>()

  const hourOf = (event: RefusalEvent, network: string, now: number): Hour => {
    const key = `${event} ${network}`
    const hour = hours.get(key) ?? { event, network, endsAt: now + HOUR_MS, lines: 0, leftOut: 0 }
    hours.set(key, hour)
    return hour
  }

  const flush = async (now = Number.POSITIVE_INFINITY) => {
    for (const [key, { event, network: address, endsAt, leftOut }] of hours) {
      if (endsAt > now) continue
      hours.delete(key)
      const line = { at: clock.now(), event, actor: 'unknown', address, about: `${leftOut} more left out` }
      if (leftOut > 0) await recordAudit(db, line)
    }
  }

  const record: RefusalLog['record'] = async (event, of) => {
    const now = clock.now()
    await flush(now)
    const everywhere = hourOf(event, 'everywhere', now)
    const isFull = everywhere.lines >= LINES_PER_HOUR
    // Once there is no line left for any network, no further one is remembered either.
    const own = isFull ? hours.get(`${event} ${networkOf(of.address)}`) : hourOf(event, networkOf(of.address), now)
    if (isFull || !own || own.lines >= LINES_PER_NETWORK_AND_HOUR) {
      ;(own ?? everywhere).leftOut++
      return
    }
    own.lines++
    everywhere.lines++
    await recordAudit(db, { at: now, event, ...of })
  }

  return {
    flush,
    record: (event, of) => record(event, of).catch(passStorageFailure),
  }
}
