import { existsSync, linkSync, mkdirSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { checkDatabaseFile } from './check-database-file.ts'
import { copyFile } from './copy-file.ts'
import { sqliteFile } from './open.ts'
import { overwriteDatabase, stateOf } from './overwrite-database.ts'
import { syncFile } from './sync-file.ts'
import { takeOutOfUse } from './take-out-of-use.ts'

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const

export interface RestoreSteps<Prepared> {
  /** From 0 to 1 of the step that is named. */
  readonly onProgress: (step: string, done: number) => void
  /** Works on the checked copy, the only database in a folder of its own, before it takes the place of the other. */
  readonly prepare: (folder: string) => Promise<Prepared>
}

/**
 * Puts a copy of `file` in the place of the SQLite database `target`, which need not exist, and keeps that one under
 * the name `kept`. All is done beside it first: copied, checked, prepared. Whatever ends the process, the database is
 * the old or the new one, whole. Throws a sentence where it cannot be done; the old one is in its place then, and
 * nothing else is left. SIGINT and SIGTERM end the process likewise.
 */
export async function restoreSqlite<Prepared>(
  file: string,
  target: string,
  kept: string,
  { onProgress, prepare }: RestoreSteps<Prepared>,
): Promise<Prepared> {
  const folder = `${target}.restoring`
  const copy = sqliteFile({ DATA_DIR: folder, DATABASE_URL: '' })
  const previous = join(folder, 'previous.db')
  const home = dirname(target)
  let stoppedBy: NodeJS.Signals | undefined
  const stop = (signal: NodeJS.Signals) => {
    stoppedBy = signal
  }
  const show = (step: string) => (done: number) => {
    if (stoppedBy !== undefined) throw new Error(`Stopped by ${stoppedBy}.`)
    onProgress(step, done)
  }
  makeFolder(folder)
  for (const signal of STOP_SIGNALS) process.on(signal, stop)
  try {
    await copyFile(file, copy, home, show('copying'))
    checkDatabaseFile(copy)
    const prepared = await prepare(folder)
    takeOutOfUse(copy)
    syncFile(copy)
    if (existsSync(target)) {
      takeOutOfUse(target)
      const state = stateOf(target)
      await copyFile(target, previous, home, show('keeping the old one'))
      // A link, unlike a rename, fails when the name is taken.
      linkSync(previous, kept)
      await overwriteDatabase(copy, target, state, show('restoring')).catch((error) => {
        rmSync(kept)
        throw error
      })
    } else {
      requireNoLog(target)
      linkSync(copy, target)
    }
    // From here on it is too late to stop.
    stoppedBy = undefined
    syncFile(dirname(target))
    return prepared
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop)
    rmSync(folder, { recursive: true, force: true })
    if (stoppedBy !== undefined) process.exit(128 + constants.signals[stoppedBy])
  }
}

function makeFolder(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 })
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Error(`${folder} is there: another restore runs, or one was killed. Where none runs, remove that folder.`)
  }
}

/** SQLite would add to a new database what is in the log of one that was there before. */
function requireNoLog(target: string): void {
  const log = [`${target}-wal`, `${target}-journal`].find((name) => existsSync(name))
  if (log === undefined) return
  throw new Error(`${log} belongs to a database that is not here any more. Move it to where that is, then try again.`)
}
