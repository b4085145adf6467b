import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import { BUSY_TIMEOUT_MS } from './busy-timeout.ts'
import { StorageGone } from './failure.ts'
import type { Schema } from './schema.ts'

const CACHED_STATEMENTS_MAX = 200

/** Opens (and creates, with its folder) an SQLite file that only its owner may read. */
export function openSqlite(file: string): Kysely<Schema> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // SQLite gives its log files the mode of the database.
  closeSync(openSync(file, 'a', 0o600))
  const opened = statSync(file).ino
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  useWriteAheadLog(database)
  database.exec('pragma synchronous = full; pragma secure_delete = on')
  return new Kysely<Schema>({
    dialect: new SqliteDialect({ database: cachingStatements(database, () => requireSameFile(file, opened)) }),
  })
}

/**
 * The change to WAL does not wait for a lock by itself, so two processes that open a new file at once need a few
 * tries.
 */
function useWriteAheadLog(database: DatabaseSync): void {
  for (let tries = 50; ; tries--) {
    try {
      database.exec('pragma journal_mode = wal')
      return
    } catch (error) {
      if (tries === 0 || !/locked|busy/.test(String((error as { errstr?: string }).errstr))) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    }
  }
}

/** What is written to a file that was deleted or replaced under the server would be confirmed and lost. */
function requireSameFile(file: string, inode: number): void {
  if (inodeOf(file) !== inode)
    throw new StorageGone(`${file} was deleted or replaced; put it back and restart the server`)
}

function inodeOf(file: string): number | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.ino
  } catch (error) {
    throw new StorageGone(`${file} cannot be reached: ${(error as Error).message}`, { cause: error })
  }
}

/** What Kysely's SQLite dialect needs of a driver, with each statement prepared once. */
function cachingStatements(database: DatabaseSync, beforeWriting: () => void): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(text) {
      // A transaction takes the write lock when it begins, so it never fails half-way because another process wrote.
      const sql = text === 'begin' ? 'begin immediate' : text
      if (text === 'begin') beforeWriting()
      // Many pragmas take effect when they are prepared, and only then.
      if (sql.startsWith('pragma ')) return adapt(database.prepare(sql))
      const cached = statements.get(sql)
      if (cached) return cached
      if (statements.size >= CACHED_STATEMENTS_MAX) statements.clear()
      const statement = sql === 'rollback' ? rollback(database) : adapt(database.prepare(sql))
      statements.set(sql, statement)
      return statement
    },
  }
}

/** On a full disk SQLite has rolled back by itself; rolling back again would hide the reason behind another error. */
function rollback(database: DatabaseSync): SqliteStatement {
  return {
    ...adapt(database.prepare('rollback')),
    run() {
      if (database.isTransaction) database.exec('rollback')
      return { changes: 0, lastInsertRowid: 0 }
    },
  }
}

function adapt(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  }
}
