import { closeSync, constants, existsSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs'

const SQLITE_BEGINS = Buffer.from('SQLite format 3\0')

/** Throws a sentence where a file cannot be a finished backup of an SQLite database. Changes nothing. */
export function requireBackup(file: string): void {
  // Opening a pipe would wait for whoever writes to it.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const begins = Buffer.alloc(SQLITE_BEGINS.length)
    if (!fstatSync(descriptor).isFile()) throw new Error(`${file} is not a file.`)
    readSync(descriptor, begins)
    if (!begins.equals(SQLITE_BEGINS)) throw new Error(`${file} is not an SQLite database.`)
  } finally {
    closeSync(descriptor)
  }
  // SQLite keeps the log beside the file itself, whatever link leads to it.
  const itself = realpathSync(file)
  for (const log of [`${itself}-wal`, `${itself}-journal`])
    if (existsSync(log))
      throw new Error(`${file} is in use or was not closed, for ${log} is there. Make a backup with: liveness backup`)
}
