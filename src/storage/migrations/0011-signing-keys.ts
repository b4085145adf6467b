import { type Kysely, sql } from 'kysely'

/** Keys that sign results: at most one that is not retired. The private half is a sealed secret. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signing_key')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('public_x', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('retired_at', 'bigint')
    .execute()
  await sql`create unique index signing_key_current on signing_key ((1)) where retired_at is null`.execute(db)
}
