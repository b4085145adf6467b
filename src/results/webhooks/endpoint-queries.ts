import { type Selectable, sql } from 'kysely'
import type { Db, Schema, Tx } from '../../storage/schema.ts'
import type { EventType } from './event.ts'

/** Why an endpoint was disabled: it said that it is gone, an event's last attempt failed, or nothing succeeded. */
export type DisabledWhy = 'gone' | 'attempts' | 'failing'

/** Times are epoch milliseconds. */
export interface Endpoint {
  readonly id: string
  /** Its path may hold a secret: it belongs in no log. */
  readonly url: string
  /** Null for all. */
  readonly events: readonly EventType[] | null
  readonly secretVersion: number
  readonly previousSecretUntil: number | null
  readonly createdAt: number
  readonly failingSince: number | null
  readonly disabledAt: number | null
  readonly disabledWhy: DisabledWhy | null
}

const read = (row: Selectable<Schema['webhook_endpoint']>): Endpoint => ({
  id: row.id,
  url: row.url,
  events: row.events === null ? null : JSON.parse(row.events),
  secretVersion: row.secret_version,
  previousSecretUntil: row.previous_secret_until,
  createdAt: row.created_at,
  failingSince: row.failing_since,
  disabledAt: row.disabled_at,
  disabledWhy: row.disabled_why as DisabledWhy | null,
})

const selectEndpoints = (db: Db) => db.selectFrom('webhook_endpoint').selectAll().where('removed_at', 'is', null)

export async function listEndpoints(db: Db): Promise<Endpoint[]> {
  return (await selectEndpoints(db).orderBy('created_at').orderBy('id').execute()).map(read)
}

export async function findEndpoint(db: Db, id: string): Promise<Endpoint | undefined> {
  const row = await selectEndpoints(db).where('id', '=', id).executeTakeFirst()
  return row && read(row)
}

/** The endpoints, not disabled, that have a delivery that is due. */
export async function listDueEndpoints(db: Db, now: number): Promise<Endpoint[]> {
  const rows = await selectEndpoints(db)
    .where('disabled_at', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('webhook_delivery')
          .select('webhook_delivery.id')
          .whereRef('endpoint_id', '=', 'webhook_endpoint.id')
          .where('state', '=', sql.lit('pending'))
          .where('due_at', '<=', now),
      ),
    )
    .execute()
  return rows.map(read)
}

export async function insertEndpoint(
  tx: Tx,
  { id, url, events, createdAt }: Pick<Endpoint, 'id' | 'url' | 'events' | 'createdAt'>,
): Promise<void> {
  const wanted = events && JSON.stringify(events)
  await tx
    .insertInto('webhook_endpoint')
    .values({ id, url, events: wanted, secret_version: 1, created_at: createdAt })
    .execute()
}

/** Counts an endpoint's secret on from `version`; the one before is valid until then. False where it was already. */
export async function advanceSecret(tx: Tx, id: string, version: number, previousUntil: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook_endpoint')
    .set({ secret_version: version + 1, previous_secret_until: previousUntil })
    .where('id', '=', id)
    .where('secret_version', '=', version)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Notes that a delivery failed; returns since when none has succeeded. Undefined where the endpoint is gone. */
export async function noteFailing(tx: Tx, id: string, now: number): Promise<number | undefined> {
  const row = await tx
    .updateTable('webhook_endpoint')
    .set(({ fn, val }) => ({ failing_since: fn.coalesce('failing_since', val(now)) }))
    .where('id', '=', id)
    .returning('failing_since')
    .executeTakeFirst()
  return row?.failing_since ?? undefined
}

export async function noteSucceeding(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('webhook_endpoint')
    .set({ failing_since: null })
    .where('id', '=', id)
    .where('failing_since', 'is not', null)
    .execute()
}

/** False where it was disabled already. */
export async function disableEndpoint(tx: Tx, id: string, why: DisabledWhy, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook_endpoint')
    .set({ disabled_at: now, disabled_why: why })
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function clearDisabled(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('webhook_endpoint')
    .set({ disabled_at: null, disabled_why: null, failing_since: null })
    .where('id', '=', id)
    .execute()
}

/**
 * Takes an endpoint away, with its address. Its row stays for a while, for a transaction that began before may still
 * add a delivery to it. False where it was gone already.
 */
export async function markRemoved(tx: Tx, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook_endpoint')
    .set({ removed_at: now, url: '' })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Deletes what is left of endpoints that were removed before a time; true where there was any. */
export async function deleteRemovedBefore(db: Db, before: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('webhook_endpoint').where('removed_at', '<', before).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Whether events may have been written: there is an endpoint, or there was an hour ago. */
export async function hasEndpoints(db: Db): Promise<boolean> {
  return (await db.selectFrom('webhook_endpoint').select('id').limit(1).executeTakeFirst()) !== undefined
}
