import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { recordAudit } from '../../audit/queries.ts'
import type { Clock } from '../../clock.ts'
import type { Dialect } from '../../storage/open.ts'
import type { Db, Tx } from '../../storage/schema.ts'
import { type ClaimedDelivery, settleDelivery } from './delivery-queries.ts'
import { type DisabledWhy, disableEndpoint, noteFailing, noteSucceeding } from './endpoint-queries.ts'
import { type Answer, isTaken, judgeAttempt } from './judge-attempt.ts'
import type { WebhookMetrics } from './metrics.ts'

export interface SettleNeeds {
  readonly db: Db
  readonly dialect: Dialect
  readonly clock: Clock
  readonly webhookMetrics: Pick<WebhookMetrics, 'deliveries'>
  /** 0 ≤ x < 1. */
  readonly random: () => number
  readonly logger: Pick<Logger, 'error'>
}

/** An attempt that was made, and what came of it. */
export interface Attempt {
  readonly endpointId: string
  readonly delivery: ClaimedDelivery
  readonly answer: Answer
}

export type Settle = (attempt: Attempt) => Promise<void>

/** A process that waits for SQLite's write lock stands still, so what ends within this time is written at once. */
const TOGETHER_MS = 40

/**
 * Writes down what came of attempts, for as long as their leases are held: another process tries the others. On SQLite
 * those that end soon after another are written in one transaction; on PostgreSQL each has its own, which locks one
 * delivery and so can wait for nobody who waits for it.
 */
export function openSettler(needs: SettleNeeds): Settle {
  let waiting: Attempt[] = []
  let writing: Promise<void> | undefined
  const writeTogether = async () => {
    await sleep(TOGETHER_MS)
    const attempts = waiting
    waiting = []
    writing = undefined
    await write(needs, attempts)
  }
  return (attempt) => {
    if (needs.dialect === 'postgres') return write(needs, [attempt])
    waiting.push(attempt)
    writing ??= writeTogether()
    return writing
  }
}

async function write({ db, clock, webhookMetrics, random, logger }: SettleNeeds, attempts: Attempt[]): Promise<void> {
  const now = clock.now()
  const disabled = await db.transaction().execute(async (tx) => {
    const found = new Map<string, DisabledWhy>()
    for (const attempt of attempts) {
      const why = await settle(tx, attempt, random(), now)
      if (why) found.set(attempt.endpointId, why)
    }
    return found
  })
  for (const { answer } of attempts)
    webhookMetrics.deliveries.inc({ outcome: isTaken(answer) ? 'delivered' : 'failed' })
  for (const [webhook, why] of disabled) logger.error({ webhook, why }, 'webhook disabled: liveness webhook list')
}

/** Returns why the endpoint was disabled by this, if it was. */
async function settle(
  tx: Tx,
  { endpointId, delivery, answer }: Attempt,
  random: number,
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
