import { existsSync, statSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'

/** So few that the first are in memory only, and nothing was written when the state of the target is compared. */
const PAGES_AT_ONCE = 100

/** Changes where somebody writes to a database that is out of use. */
export function stateOf(file: string): string {
  const { ino, size, mtimeNs } = statSync(file, { bigint: true })
  return `${ino} ${size} ${mtimeNs}`
}

/**
 * Replaces all that is in an SQLite database by what is in another file, in one transaction of SQLite: whatever happens
 * meanwhile, whoever opens the database next finds either the old content or the new, whole. The file stays the same
 * one, so that a process that opened it before sees what is in it now. Throws where the target is in use or not in the
 * state that is expected, and changes nothing then.
 */
export async function overwriteDatabase(
  source: string,
  target: string,
  expectedState: string,
  onProgress: (done: number) => void,
): Promise<void> {
  const database = new DatabaseSync(source, { readOnly: true })
  let isLocked = false
  const requireUntouched = () => {
    if (isLocked || (!existsSync(`${target}-wal`) && stateOf(target) === expectedState)) return
    throw new Error(`${target} was opened by another process meanwhile. Stop it, then try again.`)
  }
  try {
    const { page_count: pages } = database.prepare('pragma page_count').get() as { page_count: number }
    await backup(database, target, {
      // At least two steps, or there would be none before the end.
      rate: Math.max(1, Math.min(PAGES_AT_ONCE, Math.floor(pages / 2))),
      progress({ totalPages, remainingPages }) {
        // From its first step on SQLite lets nobody else read or write the target.
        requireUntouched()
        isLocked = true
        onProgress(1 - remainingPages / totalPages)
      },
    })
  } catch (error) {
    // Where another process was quicker to lock it, SQLite's own message does not say so.
    requireUntouched()
    throw error
  } finally {
    database.close()
  }
}
