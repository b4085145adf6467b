import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** An attempt begins with the first movement shown, no longer with the first frame. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('liveness_session').addColumn('begun_at', 'bigint').execute()
  await sql`update liveness_session set begun_at = started_at`.execute(db)
  await db.schema.alterTable('liveness_session').dropColumn('started_at').execute()
}
