import { type Kysely, sql } from 'kysely'

/** Who is told of what happened, what happened, and what is still to be delivered of it. */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema
    .createTable('webhook_endpoint')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('events', 'text')
    .addColumn('secret_version', 'bigint', (column) => column.notNull())
    .addColumn('previous_secret_until', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('failing_since', 'bigint')
    .addColumn('disabled_at', 'bigint')
    .addColumn('disabled_why', 'text')
    .addColumn('removed_at', 'bigint')
    .execute()

  await db.schema
    .createTable('webhook_event')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('order_key', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('webhook_event_account')
    .on('webhook_event')
    .column('account_id')
    .where(sql.ref('account_id'), 'is not', null)
    .execute()

  await db.schema
    .createTable('webhook_delivery')
    .addColumn('id', dialect === 'sqlite' ? 'integer' : 'bigserial', (column) => column.primaryKey())
    .addColumn('event_id', 'text', (column) => column.notNull().references('webhook_event.id').onDelete('cascade'))
    .addColumn('endpoint_id', 'text', (column) =>
      column.notNull().references('webhook_endpoint.id').onDelete('cascade'),
    )
    .addColumn('order_key', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'bigint', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('lease', 'text')
    .addColumn('tried_at', 'bigint')
    .addColumn('last_outcome', 'text')
    .execute()
  const pending = [sql.ref('state'), '=', sql.lit('pending')] as const
  await db.schema
    .createIndex('webhook_delivery_due')
    .on('webhook_delivery')
    .columns(['endpoint_id', 'due_at', 'id'])
    .where(...pending)
    .execute()
  await db.schema
    .createIndex('webhook_delivery_order')
    .on('webhook_delivery')
    .columns(['order_key', 'endpoint_id', 'id'])
    .where(...pending)
    .execute()
  await db.schema
    .createIndex('webhook_delivery_settled')
    .on('webhook_delivery')
    .column('tried_at')
    .where(sql.ref('state'), '<>', sql.lit('pending'))
    .execute()
  await db.schema.createIndex('webhook_delivery_event').on('webhook_delivery').column('event_id').execute()
}
