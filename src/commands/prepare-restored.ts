import { listLockedOut } from '../admin/list-locked-out.ts'
import { recordAudit } from '../audit/queries.ts'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { findEvidenceKeys } from '../evidence/evidence-keys.ts'
import { opensKeptEvidence } from '../evidence/opens-kept-evidence.ts'
import { migrate } from '../storage/migrate.ts'
import { migrationState } from '../storage/migration-state.ts'
import { migrations } from '../storage/migrations.ts'
import { openStorage, type Storage } from '../storage/open.ts'
import { CommandError } from './command.ts'
import { type EndedAgain, endAgain, readEndings } from './end-again.ts'

export interface Prepared {
  /** What the next start will bring the database up to date with. */
  readonly missing: readonly string[]
  /** Null where there was no database before. 'unread' where there was one that could not be read. */
  readonly endedAgain: EndedAgain | 'unread' | null
  /** Whether the evidence key that is here opens what is kept; null where that shows only after an upgrade. */
  readonly opensEvidence: boolean | null
  /** Names of operators who can't log in without the evidence key that is missing; null as above. */
  readonly lockedOut: readonly string[] | null
}

/**
 * Checks that this program can use a restored database, ends in it again what was erased or revoked since, and adds to
 * its audit log that it was restored. The database in `folder` is the restored one, `kept` the name under which the one
 * that it replaces is kept, or null where there is none.
 */
export async function prepareRestored(config: Config, folder: string, kept: string | null): Promise<Prepared> {
  const restored = openStorage({ DATA_DIR: folder, DATABASE_URL: '' }, () => {})
  try {
    const { version, missing, unknown } = await migrationState(restored.db)
    if (missing.length === migrations.length) throw new CommandError('This is no database of liveness-server.')
    if (version === 'newer')
      throw new CommandError(
        `The backup is newer than this program (${unknown.join(', ')}). Install the version that it was made with.`,
      )
    const endedAgain = kept === null ? null : await endWhatEnded(config, restored)
    const now = await migrationState(restored.db)
    const isOlder = now.version === 'older'
    const restoring = { event: 'database_restored', actor: 'command line', address: 'local' } as const
    // The oldest log has no column for what a line is about.
    const about = kept === null || isOlder ? {} : { about: kept }
    await recordAudit(restored.db, { at: systemClock.now(), ...restoring, ...about })
    const keys = findEvidenceKeys(config)
    const opensEvidence = isOlder ? null : await opensKeptEvidence(restored.db, keys)
    const lockedOut = isOlder ? null : await listLockedOut(restored.db, keys)
    return { missing: now.missing, endedAgain, opensEvidence, lockedOut }
  } finally {
    await restored.db.destroy()
  }
}

async function endWhatEnded(config: Config, restored: Storage): Promise<EndedAgain | 'unread'> {
  const endings = await readEndingsBefore(config)
  if (endings === undefined) return 'unread'
  // What an older version wrote is erased by the statements of this one.
  if (endings.length > 0) await migrate(restored)
  return endAgain({ ...restored, config, clock: systemClock }, endings)
}

/** Undefined where the database is damaged, or older than what is to be read. */
async function readEndingsBefore(config: Config) {
  const previous = openStorage(config, () => {})
  try {
    return await readEndings(previous.db)
  } catch {
    return undefined
  } finally {
    await previous.db.destroy()
  }
}
