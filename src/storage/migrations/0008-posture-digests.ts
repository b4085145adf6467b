import { type Kysely, sql } from 'kysely'

/** By what a film of an earlier session is recognized. It goes with its session, as digests of frames do. */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema
    .createTable('posture_digest')
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('noted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('posture_digest_key', ['digest', 'session_id'])
    .execute()
  await db.schema.createIndex('posture_digest_session').on('posture_digest').column('session_id').execute()
  await db.schema.createIndex('posture_digest_age').on('posture_digest').column('noted_at').execute()
  for (const statement of dialect === 'sqlite' ? ON_SQLITE : ON_POSTGRES) await sql.raw(statement).execute(db)
}

const ON_SQLITE = [
  `create trigger liveness_session_postures after delete on liveness_session
    begin delete from posture_digest where session_id = old.id; end`,
]

const ON_POSTGRES = [
  `create function delete_posture_digests() returns trigger as $$ begin
    delete from posture_digest where session_id = old.id;
    return null;
  end $$ language plpgsql`,
  `create trigger liveness_session_postures after delete on liveness_session
    for each row execute function delete_posture_digests()`,
]
