import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const bytes = dialect === 'sqlite' ? sql`blob` : sql`bytea`

  await db.schema
    .createTable('api_key')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('key_hash', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute()

  await db.schema
    .createTable('liveness_session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.references('account.id').onDelete('cascade'))
    .addColumn('api_key_id', 'text', (column) => column.references('api_key.id'))
    .addColumn('subject', 'text')
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('terms', 'text', (column) => column.notNull())
    .addColumn('models', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('last_sequence', 'bigint', (column) => column.notNull())
    .addColumn('progress', bytes)
    .addColumn('stream_id', 'text')
    .addColumn('stream_seen_at', 'bigint')
    .addColumn('verdict', 'text')
    .addColumn('hint', 'text')
    .addColumn('outcome', 'text')
    .execute()
  await db.schema
    .createIndex('liveness_session_account')
    .on('liveness_session')
    .columns(['account_id', 'created_at'])
    .execute()
  await db.schema
    .createIndex('liveness_session_subject')
    .on('liveness_session')
    .columns(['subject', 'created_at'])
    .execute()
  await db.schema.createIndex('liveness_session_age').on('liveness_session').columns(['created_at', 'id']).execute()
  await db.schema
    .createIndex('liveness_session_end')
    .on('liveness_session')
    .column('expires_at')
    .where(sql.ref('state'), 'in', [sql.lit('waiting'), sql.lit('running')])
    .execute()

  await db.schema
    .createTable('liveness_image')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('session_id', 'text', (column) => column.notNull().references('liveness_session.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('taken_at', 'bigint', (column) => column.notNull())
    .addColumn('keep_until', 'bigint', (column) => column.notNull())
    .addColumn('sealed', bytes, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('liveness_image_session').on('liveness_image').column('session_id').execute()
  await db.schema.createIndex('liveness_image_end').on('liveness_image').column('keep_until').execute()

  await db.schema
    .createTable('liveness_observation')
    .addColumn('session_id', 'text', (column) => column.notNull().references('liveness_session.id').onDelete('cascade'))
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('keep_until', 'bigint', (column) => column.notNull())
    .addColumn('sealed', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('liveness_observation_key', ['session_id', 'sequence'])
    .execute()
  await db.schema.createIndex('liveness_observation_end').on('liveness_observation').column('keep_until').execute()

  await db.schema
    .createTable('frame_digest')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('frame_digest_age').on('frame_digest').column('seen_at').execute()
}
