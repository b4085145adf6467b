import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.ts'

const CONNECTIONS_MAX = 10
const CONNECT_TIMEOUT_MS = 3_000
const STATEMENT_TIMEOUT_MS = 10_000
const INT8_TYPE = 20

/**
 * Opens a pool of connections. Losing one is reported to `onLost`; the next query opens another. A statement gives up
 * after `statementMs`, also where the network loses the response; null waits for ever.
 */
export function openPostgres(
  url: string,
  onLost: (error: Error) => void,
  statementMs: number | null = STATEMENT_TIMEOUT_MS,
): Kysely<Schema> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...(statementMs === null ? {} : { statement_timeout: statementMs, query_timeout: statementMs + 1_000 }),
    keepAlive: true,
    application_name: 'liveness-server',
    types: { getTypeParser: (type, format) => (type === INT8_TYPE ? Number : pg.types.getTypeParser(type, format)) },
  })
  // The pool listens to idle connections only; one that is lost in the middle of a query would end the process.
  pool.on('error', onLost)
  pool.on('connect', (client) => client.on('error', onLost))
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}
