import { sql } from 'kysely'
import type { Db } from './schema.ts'

/** PostgreSQL's clock, epoch milliseconds: the one that all processes on it share. */
export async function databaseTime(db: Db): Promise<number> {
  const { rows } = await sql<{ ms: string }>`select extract(epoch from clock_timestamp()) * 1000 as ms`.execute(db)
  return Number(rows[0]!.ms)
}
