import type { Kysely } from 'kysely'

/**
 * What an API key may do, until when it is good, and on which day it was last used. Keys that exist may go on doing
 * all they could.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const everything = 'sessions:create sessions:read images:read sessions:erase sessions:all'
  const table = db.schema.alterTable('api_key')
  await table.addColumn('scopes', 'text', (column) => column.notNull().defaultTo(everything)).execute()
  await table.addColumn('expires_at', 'bigint').execute()
  await table.addColumn('last_used_at', 'bigint').execute()
  await db.schema
    .createIndex('liveness_session_api_key')
    .on('liveness_session')
    .columns(['api_key_id', 'created_at', 'id'])
    .execute()
}
