import { DatabaseSync } from 'node:sqlite'

const BUSY = 5
/** For a command that is just ending. */
const WAIT_MS = 300

/**
 * Makes an SQLite database one self-contained file, which SQLite permits only where no other process has it open, not
 * even one that does nothing. What a process that was killed had confirmed is in the file then. Throws a sentence where
 * it is in use or cannot be opened.
 */
export function takeOutOfUse(file: string): void {
  const database = new DatabaseSync(file, { timeout: WAIT_MS })
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = delete; begin exclusive; commit')
  } catch (error) {
    const { errcode, message } = error as { errcode?: number; message: string }
    if (errcode === BUSY)
      throw new Error(`${file} is in use. Stop every server and command that has it open, then try again.`)
    throw new Error(`${file} cannot be opened (${message}). Move it away, together with ${file}-wal, then try again.`, {
      cause: error,
    })
  } finally {
    database.close()
  }
}
