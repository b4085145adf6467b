import type { Logger } from 'pino'
import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import type { Db, Tx } from '../../storage/schema.ts'
import { type ClaimedDelivery, settleDelivery } from './delivery-queries.ts'
import { type DisabledWhy, disableEndpoint, type Endpoint, noteFailing, noteSucceeding } from './endpoint-queries.ts'
import { type Answer, isTaken, judgeAttempt } from './judge-attempt.ts'
import type { WebhookMetrics } from './metrics.ts'
import { CUT_OFF, type Sender } from './post-event.ts'
import { sendEvent } from './send-event.ts'

export interface DeliverNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly sender: Sender
  readonly webhookMetrics: Pick<WebhookMetrics, 'deliveries'>
  /** 0 ≤ x < 1. */
  readonly random: () => number
  readonly logger: Pick<Logger, 'error'>
}

/**
 * Makes one attempt at a delivery whose lease this process holds, and writes down what came of it. Where the lease is
 * no longer held by then, nothing is written: another process tries it.
 */
export async function deliver(
  needs: DeliverNeeds,
  endpoint: Pick<Endpoint, 'id' | 'url'>,
  delivery: ClaimedDelivery,
  { body, secrets }: { readonly body: string; readonly secrets: readonly Buffer[] },
): Promise<void> {
  const { db, clock, webhookMetrics, logger } = needs
  const answer = await sendEvent(needs, endpoint.url, { id: delivery.eventId, body }, secrets)
  // The server stops: the attempt does not count, and another process makes it once the lease ends.
  if ('failure' in answer && answer.failure === CUT_OFF) return
  const disabled = await db
    .transaction()
    .execute((tx) => settle(tx, needs.random(), endpoint.id, delivery, answer, clock.now()))
  webhookMetrics.deliveries.inc({ outcome: isTaken(answer) ? 'delivered' : 'failed' })
  if (disabled) logger.error({ webhook: endpoint.id, why: disabled }, 'webhook disabled: liveness webhook list')
}

/** Returns why the endpoint was disabled by this, if it was. */
async function settle(
  tx: Tx,
  random: number,
  endpointId: string,
  delivery: ClaimedDelivery,
  answer: Answer,
  now: number,
): Promise<DisabledWhy | null> {
  const failingSince = isTaken(answer) ? await noteSucceeding(tx, endpointId) : await noteFailing(tx, endpointId, now)
  const times = { attempts: delivery.attempts, now, failingSince: failingSince ?? now, random }
  const judgement = judgeAttempt(answer, times)
  const outcome = 'status' in answer ? String(answer.status) : answer.failure
  const dueAt = judgement.state === 'pending' ? judgement.dueAt : now
  const held = await settleDelivery(tx, delivery, { state: judgement.state, dueAt, now, outcome })
  const why = held && judgement.state !== 'delivered' ? judgement.disable : null
  if (why === null || !(await disableEndpoint(tx, endpointId, why, now))) return null
  await recordAudit(tx, { at: now, event: 'webhook_disabled', actor: endpointId, address: 'local', about: why })
  return why
}
