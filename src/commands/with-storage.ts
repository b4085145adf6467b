import { existsSync } from 'node:fs'
import type { Config } from '../config.ts'
import { loadConfig } from '../load-config.ts'
import { migrationState } from '../storage/migration-state.ts'
import { openStorage, type Storage, sqliteFile } from '../storage/open.ts'
import { CommandError } from './command.ts'

export interface Opened extends Storage {
  readonly config: Config
}

/** Opens the configured database, which must exist and be of this program's version, for as long as the work takes. */
export async function withStorage<Result>(work: (opened: Opened) => Promise<Result>): Promise<Result> {
  const config = loadConfig()
  requireDatabase(config)
  const storage = openStorage(config, () => {})
  try {
    const { version } = await migrationState(storage.db)
    if (version === 'newer') throw new CommandError(`The database at ${storage.place} is newer than this program.`)
    if (version === 'older')
      throw new CommandError(`The database at ${storage.place} is not up to date. Run: liveness migrate`)
    return await work({ ...storage, config })
  } finally {
    await storage.db.destroy()
  }
}

/** Opening an SQLite file that is not there would create an empty one, which is never what a command is for. */
export function requireDatabase(config: Config): void {
  if (config.DATABASE_URL !== '' || existsSync(sqliteFile(config))) return
  throw new CommandError(
    `There is no database at ${sqliteFile(config)}. Set DATA_DIR to that of the server; for a new database run: liveness migrate`,
  )
}
