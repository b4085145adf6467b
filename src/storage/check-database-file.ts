import { DatabaseSync } from 'node:sqlite'

/**
 * Makes a copy of a database one self-contained file and reads all of it. Throws where it is damaged or has rows that
 * belong to nothing.
 */
export function checkDatabaseFile(file: string): void {
  const database = new DatabaseSync(file)
  try {
    database.exec('pragma journal_mode = delete')
    const found = database
      .prepare('pragma integrity_check')
      .all()
      .map((row) => String(row.integrity_check))
    const orphans = database.prepare('pragma foreign_key_check').all()
    if (found.join() !== 'ok')
      throw new Error(`The copy is damaged, so what it was made of may be: ${found.join('; ')}`)
    if (orphans.length > 0) throw new Error(`The copy has ${orphans.length} rows that belong to nothing.`)
  } finally {
    database.close()
  }
}
