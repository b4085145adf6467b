import { closeSync, linkSync, openSync, rmSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { checkDatabaseFile } from './check-database-file.ts'
import { syncFile } from './sync-file.ts'

const PAGES_AT_ONCE = 1_000
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * Copies an SQLite database while others read and write it: the copy is the state at one instant, a single file that
 * only its owner may read, checked before it gets its name. Reports its progress from 0 to 1, returns its size in
 * bytes. Throws when `target` exists (it is never overwritten), when the copy is damaged or cannot be written; then
 * nothing is left. SIGINT and SIGTERM end the process with nothing left either.
 */
export async function backupSqlite(
  source: string,
  target: string,
  onProgress: (done: number) => void,
): Promise<number> {
  const partial = `${target}.partial-${process.pid}`
  let stoppedBy: NodeJS.Signals | undefined
  const stop = (signal: NodeJS.Signals) => {
    stoppedBy = signal
  }
  for (const signal of STOP_SIGNALS) process.on(signal, stop)
  try {
    closeSync(openSync(partial, 'wx', 0o600))
    await copy(source, partial, (done) => {
      // Pages are written by another thread: only between two steps can files be removed for good.
      if (stoppedBy !== undefined) throw new Error(`Stopped by ${stoppedBy}.`)
      onProgress(done)
    })
    checkDatabaseFile(partial)
    syncFile(partial)
    // A link, unlike a rename, fails when the name is taken.
    linkSync(partial, target)
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop)
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(partial + suffix, { force: true })
    if (stoppedBy !== undefined) process.exit(128 + constants.signals[stoppedBy])
  }
  syncFile(dirname(target))
  return statSync(target).size
}

async function copy(source: string, target: string, onProgress: (done: number) => void): Promise<void> {
  const database = new DatabaseSync(source, { readOnly: true, timeout: 5_000 })
  try {
    // Holding one view of the database keeps writers from making the copy start over.
    database.exec('begin; select 1 from migration')
    await backup(database, target, {
      rate: PAGES_AT_ONCE,
      progress: ({ totalPages, remainingPages }) => onProgress(1 - remainingPages / totalPages),
    })
    onProgress(1)
  } finally {
    database.close()
  }
}
