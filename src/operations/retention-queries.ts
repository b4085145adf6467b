import { sql } from 'kysely'
import type { Db } from '../storage/schema.ts'

/** The smallest time in a column of a table, in epoch milliseconds; null where there is none. */
export async function findFirst(db: Db, table: string, column: string): Promise<number | null> {
  const query = sql<{ first: number | null }>`select min(${sql.ref(column)}) as first from ${sql.table(table)}`
  const { first = null } = (await query.execute(db)).rows[0] ?? {}
  return first === null ? null : Number(first)
}
