import { sql } from 'kysely'
import type { Dialect } from './open.ts'
import type { Db } from './schema.ts'

export interface EncodingProblem {
  readonly found: string
  readonly remedy: string
}

/** Why the database cannot hold every name, or undefined where it can. SQLite holds UTF-8 only. */
export async function encodingProblem(db: Db, dialect: Dialect): Promise<EncodingProblem | undefined> {
  if (dialect === 'sqlite') return undefined
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db)
  const encoding = rows[0]?.server_encoding
  if (encoding === 'UTF8') return undefined
  return {
    found: `the database is encoded as ${encoding}, in which not every name can be written`,
    remedy: "Let DATABASE_URL name one that was made with: create database … encoding 'UTF8' template template0",
  }
}
