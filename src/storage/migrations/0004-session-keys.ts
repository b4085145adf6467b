import { type Kysely, sql } from 'kysely'

/** The evidence of each session is sealed with a key of its own, which is kept sealed in a row of its own. */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema
    .createTable('liveness_session_key')
    .addColumn('session_id', 'text', (column) =>
      column.primaryKey().references('liveness_session.id').onDelete('cascade'),
    )
    .addColumn('evidence_key', 'text', (column) => column.notNull())
    .addColumn('sealed', dialect === 'sqlite' ? sql`blob` : sql`bytea`, (column) => column.notNull())
    .addColumn('keep_until', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('liveness_session_key_end').on('liveness_session_key').column('keep_until').execute()
  // PostgreSQL takes a deleted row out of its table at the next vacuum. This table is small: one in each round of
  // autovacuum (a minute), where a single key was erased, costs next to nothing.
  if (dialect === 'postgres')
    await sql
      .raw('alter table liveness_session_key set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)')
      .execute(db)
}
