import type { Config } from '../../config.ts'
import type { Db } from '../../storage/schema.ts'
import { deleteRemovedBefore, listEndpoints } from './endpoint-queries.ts'
import { dropSecret } from './endpoint-secrets.ts'
import { deleteEventsWithoutDelivery, deleteSettledBefore } from './event-queries.ts'

const DAY_MS = 86_400_000
/** No transaction that may still add a delivery is as old. */
const REMOVED_KEPT_MS = 3_600_000
/** 240,000 an hour; the next sweep continues. */
const DELIVERIES_AT_ONCE = 1_000

export interface SweepWebhooksNeeds {
  readonly db: Db
  readonly config: Pick<Config, 'WEBHOOK_DAYS'>
}

/** Deletes deliveries past their days, what is left of removed endpoints, and secrets that no longer sign. */
export async function sweepWebhooks({ db, config }: SweepWebhooksNeeds, now: number): Promise<void> {
  await deleteSettledBefore(db, now - config.WEBHOOK_DAYS * DAY_MS, DELIVERIES_AT_ONCE)
  if (await deleteRemovedBefore(db, now - REMOVED_KEPT_MS)) await deleteEventsWithoutDelivery(db)
  for (const { id, secretVersion, previousSecretUntil } of await listEndpoints(db))
    if (previousSecretUntil !== null && previousSecretUntil <= now) await dropSecret(db, id, secretVersion - 1)
}
