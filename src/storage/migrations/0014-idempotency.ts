import type { Kysely } from 'kysely'

/** Which session an idempotency key opened. Kept for a day; its capture token is a sealed secret of the same id. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('idempotency_key')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('body_hash', 'text', (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('idempotency_key_age').on('idempotency_key').column('created_at').execute()
}
