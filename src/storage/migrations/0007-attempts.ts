import { type Kysely, sql } from 'kysely'

/**
 * Attempts as the limits count them, one row for each limit that an attempt counts towards. No foreign key: deleting an
 * account must not free the network it was used from. And what a back end says of the device of a session.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('liveness_attempt')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .addColumn('over_at', 'bigint', (column) => column.notNull())
    .addColumn('verdict', 'text')
    .addPrimaryKeyConstraint('liveness_attempt_key', ['key', 'begun_at', 'session_id'])
    .execute()
  await db.schema.createIndex('liveness_attempt_session').on('liveness_attempt').column('session_id').execute()
  await db.schema.createIndex('liveness_attempt_age').on('liveness_attempt').column('begun_at').execute()

  await db.schema
    .alterTable('liveness_session')
    .addColumn('attestation', 'text', (column) => column.notNull().defaultTo(sql.lit('absent')))
    .execute()
}
