import { sql } from 'kysely'
import type { Storage } from '../src/storage/open.ts'

export interface StoredTable {
  readonly name: string
  readonly rows: number
  readonly bytes: number
  readonly indexBytes: number
}

/** What each table and its indices take in the files of the database, with what is free in their pages. */
export async function readStoredBytes({ db, dialect }: Pick<Storage, 'db' | 'dialect'>): Promise<StoredTable[]> {
  if (dialect === 'postgres') {
    await sql`vacuum full analyze`.execute(db)
    const tables = await sql<{ name: string; rows: number; bytes: string; index_bytes: string }>`
      select relname as name, reltuples as rows, pg_table_size(oid) as bytes, pg_indexes_size(oid) as index_bytes
      from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`.execute(db)
    return tables.rows.map(({ name, rows, bytes, index_bytes }) => ({
      name,
      rows: Math.max(0, Number(rows)),
      bytes: Number(bytes),
      indexBytes: Number(index_bytes),
    }))
  }
  const objects = await sql<{ table: string; type: string; bytes: number; cells: number }>`
    select s.tbl_name as "table", s.type, sum(d.pgsize) as bytes,
      sum(case when d.pagetype = 'leaf' then d.ncell else 0 end) as cells
    from dbstat d join sqlite_schema s on s.name = d.name group by s.tbl_name, s.type`.execute(db)
  const found = Map.groupBy(objects.rows, ({ table }) => table)
  return [...found].map(([name, all]) => ({
    name,
    rows: all.find(({ type }) => type === 'table')?.cells ?? 0,
    bytes: all.find(({ type }) => type === 'table')?.bytes ?? 0,
    indexBytes: all.find(({ type }) => type === 'index')?.bytes ?? 0,
  }))
}

const KIBIBYTE = 1024
/** Below, a table is not worth a line. */
const KIBIBYTES_SHOWN = 0.05

/** A Markdown table of what a session adds: that of `after`, less `before`. */
export function tableOfStoredBytes(before: StoredTable[], after: StoredTable[], sessions: number): string {
  const grown = after.map(({ name, ...now }) => {
    const then = before.find((table) => table.name === name) ?? { rows: 0, bytes: 0, indexBytes: 0 }
    const each = (key: keyof typeof now) => (now[key] - then[key]) / sessions
    return { name, rows: each('rows'), kib: each('bytes') / KIBIBYTE, indexKib: each('indexBytes') / KIBIBYTE }
  })
  const shown = grown
    .filter(({ kib, indexKib }) => kib + indexKib >= KIBIBYTES_SHOWN)
    .sort((a, b) => b.kib + b.indexKib - a.kib - a.indexKib)
  const sum = (key: 'rows' | 'kib' | 'indexKib') => shown.reduce((total, table) => total + table[key], 0)
  const line = (name: string, rows: number, kib: number, indexKib: number) =>
    `| ${name} | ${rows.toFixed(1)} | ${kib.toFixed(1)} | ${indexKib.toFixed(1)} |`
  return [
    '| table | rows | KiB | KiB of indices |',
    '|---|---|---|---|',
    ...shown.map(({ name, rows, kib, indexKib }) => line(`\`${name}\``, rows, kib, indexKib)),
    line('all', sum('rows'), sum('kib'), sum('indexKib')),
  ].join('\n')
}
