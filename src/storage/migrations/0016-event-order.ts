import type { Kysely } from 'kysely'

/** The operator's page lists what webhooks were told of one session. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('webhook_event_order').on('webhook_event').column('order_key').execute()
}
