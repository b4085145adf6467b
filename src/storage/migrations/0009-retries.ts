import type { Kysely } from 'kysely'

/** A session knows what was asked for it, so that it can be tried again, and which session it took the place of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const table = db.schema.alterTable('liveness_session')
  await table.addColumn('request', 'text', (column) => column.notNull().defaultTo('{"retries":0}')).execute()
  await table.addColumn('retry_of', 'text').execute()
  await table.addColumn('retried_by', 'text').execute()
}
