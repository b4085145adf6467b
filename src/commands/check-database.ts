import type { Config } from '../config.ts'
import { encodingProblem } from '../storage/encoding-problem.ts'
import { type MigrationState, migrationState } from '../storage/migration-state.ts'
import { openStorage } from '../storage/open.ts'
import type { Finding } from './finding.ts'
import { requireDatabase } from './with-storage.ts'

const name = 'database'

/** Can the database be reached, and is it of this program's version? */
export async function checkDatabase(config: Config): Promise<Finding[]> {
  try {
    requireDatabase(config)
  } catch (error) {
    return [{ name, ok: false, found: 'not there', remedy: (error as Error).message }]
  }
  try {
    const storage = openStorage(config, () => {})
    try {
      const problem = await encodingProblem(storage.db, storage.dialect)
      if (problem) return [{ name, ok: false, ...problem }]
      return [versionFinding(storage.place, await migrationState(storage.db))]
    } finally {
      await storage.db.destroy()
    }
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    const remedy =
      config.DATABASE_URL === ''
        ? 'See that DATA_DIR and the files in it belong to the account that runs this; restore a backup if the file is damaged.'
        : 'See that PostgreSQL runs, that DATABASE_URL names its host, database and role, and that the network lets this machine in.'
    return [{ name, ok: false, found: `cannot be used: ${message || code}`, remedy }]
  }
}

function versionFinding(place: string, { version, missing, unknown }: MigrationState): Finding {
  if (version === 'newer')
    return {
      name,
      ok: false,
      found: `${place} is newer than this program (${unknown.join(', ')})`,
      remedy: 'Start the newer version, or restore a backup made before the upgrade.',
    }
  if (version === 'older')
    return {
      name,
      ok: true,
      warning: true,
      found: `${place} is older than this program: the next start applies ${missing.join(', ')}`,
      remedy: 'Make a backup, then start the server, or run: liveness migrate',
    }
  return { name, ok: true, found: `${place} responds and is up to date` }
}
