import type { Logger } from 'pino'
import type { Config } from '../../config.ts'
import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { mintId } from '../../id.ts'
import { deliver } from './deliver.ts'
import { claimDeliveries, readEventBodies } from './delivery-queries.ts'
import { type Endpoint, listDueEndpoints } from './endpoint-queries.ts'
import { openSecrets } from './endpoint-secrets.ts'
import { openSender, type Resolve } from './post-event.ts'
import { openSettler, type SettleNeeds } from './settle-attempts.ts'
import { onWoken } from './wake-delivery.ts'

export interface DeliveringNeeds extends Omit<SettleNeeds, 'random' | 'logger'> {
  readonly evidenceKeys: EvidenceKeys
  readonly config: Pick<Config, 'WEBHOOK_NETWORKS'>
  /** The machine's names and chance, unless a test brings others. */
  readonly resolve?: Resolve
  readonly random?: () => number
}

const POLL_MS = 1_000
/** Twice what an attempt may take; machines whose clocks differ by less than half of it try nothing twice at a time. */
const LEASE_MS = 30_000
/** At once, by one process: a receiver that hangs does not take the place of the others. */
const IN_FLIGHT_PER_ENDPOINT_MAX = 16
const IN_FLIGHT_MAX = 128
/** So few are not worth a statement while others are in flight. */
const CLAIMED_MIN = 8
/** When the server stops, what is in flight has so long; then another process tries it once the lease ends. */
const STOP_MS_MAX = 4_000

/**
 * Delivers what is due, as soon as this process says so or a second later, until the returned function is called, which
 * resolves once nothing is in flight. Any number of processes may do it: none tries what another one holds.
 */
export function startDelivering(needs: DeliveringNeeds, logger: Pick<Logger, 'warn' | 'error'>): () => Promise<void> {
  const sender = openSender(needs.config.WEBHOOK_NETWORKS, needs.resolve)
  const settle = openSettler({ random: Math.random, ...needs, logger })
  const inFlight = new Map<string, number>()
  const running = new Set<Promise<void>>()
  let stopping = false
  let claiming: Promise<void> | undefined
  let again = false

  const claimFor = async (endpoint: Endpoint) => {
    const flying = inFlight.get(endpoint.id) ?? 0
    const limit = Math.min(IN_FLIGHT_PER_ENDPOINT_MAX - flying, IN_FLIGHT_MAX - running.size)
    if (limit < (flying === 0 ? 1 : CLAIMED_MIN)) return
    const { db, dialect, clock, evidenceKeys } = needs
    const now = clock.now()
    const secrets = await openSecrets(db, evidenceKeys, endpoint, now)
    const claim = { endpointId: endpoint.id, lease: mintId(), now, leaseMs: LEASE_MS, limit }
    const claimed = await claimDeliveries(db, dialect, claim)
    if (claimed.length === 0) return
    const eventIds = claimed.map(({ eventId }) => eventId)
    const bodies = await readEventBodies(db, eventIds)
    for (const delivery of claimed) {
      const body = bodies.get(delivery.eventId)
      // The event went with its account just now.
      if (body !== undefined)
        track(endpoint.id, deliver({ clock: needs.clock, sender, settle }, endpoint, delivery, { body, secrets }))
    }
  }

  const track = (endpointId: string, delivery: Promise<void>) => {
    inFlight.set(endpointId, (inFlight.get(endpointId) ?? 0) + 1)
    const settled = delivery
      .catch((err: unknown) => logger.warn({ err }, 'what came of a webhook was not written down; it is sent again'))
      .finally(() => {
        inFlight.set(endpointId, (inFlight.get(endpointId) ?? 1) - 1)
        running.delete(settled)
        wake()
      })
    running.add(settled)
  }

  const claimDue = async () => {
    for (const endpoint of await listDueEndpoints(needs.db, needs.clock.now()))
      await claimFor(endpoint).catch((err: unknown) => logger.warn({ err }, 'webhooks could not be claimed'))
  }

  const wake = () => {
    again = true
    claiming ??= claimWhileWoken()
  }

  const claimWhileWoken = async () => {
    while (again && !stopping) {
      again = false
      await claimDue().catch((err: unknown) => logger.warn({ err }, 'webhooks could not be looked for'))
    }
    claiming = undefined
  }

  const forget = onWoken(wake)
  const timer = setInterval(wake, POLL_MS)
  timer.unref()
  wake()
  return async () => {
    stopping = true
    forget()
    clearInterval(timer)
    await claiming
    const cut = setTimeout(() => sender.close(), STOP_MS_MAX)
    await Promise.all(running)
    clearTimeout(cut)
    sender.close()
  }
}
