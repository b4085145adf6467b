import pg from 'pg'

export interface PostgresCounters {
  readonly transactions: number
  /** Inserted, changed or deleted. */
  readonly rows: number
  readonly walBytes: number
  /** Of it whole pages, which PostgreSQL writes the first time that a page changes after a checkpoint. */
  readonly walPageBytes: number
}

const PAGE_BYTES = 8192
const APPLICATION = 'bench'

/** Connections of its own to look at a database by; of the counts only that of transactions has them in it. */
export async function watchPostgres(url: string) {
  const pool = new pg.Pool({ connectionString: url, application_name: APPLICATION, max: 4 })
  const one = async (text: string): Promise<Record<string, string>> => (await pool.query(text)).rows[0]
  const { pid } = await one('select pg_backend_pid() as pid')
  return {
    close: () => pool.end(),
    backendPid: Number(pid),
    async read(): Promise<PostgresCounters> {
      // Backends tell what they counted once a second.
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      const { transactions, rows } = await one(`
        select xact_commit + xact_rollback as transactions, tup_inserted + tup_updated + tup_deleted as rows
        from pg_stat_database where datname = current_database()`)
      const { wal, pages } = await one(`
        select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as wal, wal_fpi as pages from pg_stat_wal`)
      return {
        transactions: Number(transactions),
        rows: Number(rows),
        walBytes: Number(wal),
        walPageBytes: Number(pages) * PAGE_BYTES,
      }
    },
    /** Open to this database, but for these. */
    async connections(): Promise<number> {
      const { count } = await one(`
        select count(*) from pg_stat_activity where datname = current_database() and application_name <> '${APPLICATION}'`)
      return Number(count)
    },
    async lastSequence(sessionId: string): Promise<number> {
      const found = await pool.query('select last_sequence from liveness_session where id = $1', [sessionId])
      return Number(found.rows[0].last_sequence)
    },
  }
}
