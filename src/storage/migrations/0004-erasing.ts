import { type Kysely, sql } from 'kysely'

/**
 * The evidence of each session is sealed with a key of its own, which is kept sealed in a row of its own. The digests
 * of its frames go with the session.
 */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await addSessionKeys(db, dialect)
  await db.schema.createIndex('frame_digest_session').on('frame_digest').column('session_id').execute()
  await sql`delete from frame_digest where session_id not in (select id from liveness_session)`.execute(db)
  for (const statement of dialect === 'sqlite' ? ON_SQLITE : ON_POSTGRES) await sql.raw(statement).execute(db)
}

/**
 * Triggers and not foreign keys: a frame that arrives while its session is deleted is refused when its progress is
 * stored, and not by the database with an error when its digest is.
 */
const ON_SQLITE = [
  `create trigger liveness_session_digests after delete on liveness_session
    begin delete from frame_digest where session_id = old.id; end`,
]

const ON_POSTGRES = [
  `create function delete_frame_digests() returns trigger as $$ begin
    delete from frame_digest where session_id = old.id;
    return null;
  end $$ language plpgsql`,
  `create trigger liveness_session_digests after delete on liveness_session
    for each row execute function delete_frame_digests()`,
]

async function addSessionKeys(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
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
