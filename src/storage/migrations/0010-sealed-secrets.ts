import { type Kysely, sql } from 'kysely'

/** Secrets that every server process must read: keys that sign. They are sealed as session keys are. */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const bytes = dialect === 'sqlite' ? sql`blob` : sql`bytea`
  await db.schema
    .createTable('sealed_secret')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('evidence_key', 'text', (column) => column.notNull())
    .addColumn('sealed', bytes, (column) => column.notNull())
    .execute()
}
