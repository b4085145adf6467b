import { accessSync, constants, existsSync, statSync } from 'node:fs'
import type { Config } from '../config.ts'
import { type DiskRoom, readDiskRoom } from '../storage/disk-room.ts'
import { sqliteFile } from '../storage/open.ts'
import type { Finding } from './finding.ts'

const OTHERS = 0o077

/**
 * Is there room where the data is, may this program write there, and is it closed to others? Nothing is checked for
 * PostgreSQL.
 */
export async function checkDisk(config: Config): Promise<Finding[]> {
  const { DATABASE_URL, DATA_DIR } = config
  // Where there is no folder yet there is no database either, and that is said already.
  if (DATABASE_URL !== '' || !existsSync(DATA_DIR)) return []
  try {
    const room = await readDiskRoom(DATA_DIR)
    accessSync(DATA_DIR, constants.R_OK | constants.W_OK | constants.X_OK)
    const privacy = privacyFinding(DATA_DIR, statSync(DATA_DIR).mode)
    return [roomFinding(room), privacy, ...fileFindings(sqliteFile(config))]
  } catch (error) {
    const remedy = 'Set DATA_DIR to a folder that the account that runs this may write to.'
    return [{ name: 'disk', ok: false, found: (error as Error).message, remedy }]
  }
}

function roomFinding({ isEnough: ok, found }: DiskRoom): Finding {
  return { name: 'disk', ok, found, ...(ok ? {} : { remedy: 'Make room: below 0.5 GiB the server is about to fail.' }) }
}

function privacyFinding(folder: string, mode: number): Finding {
  const ok = process.platform === 'win32' || (mode & OTHERS) === 0
  const found = `${folder} is ${ok ? '' : 'not '}closed to others`
  return { name: 'privacy', ok, found, ...(ok ? {} : { remedy: `Run: chmod 700 '${folder}'` }) }
}

/** Warns of a database that others could read, were its folder open to them. */
function fileFindings(file: string): Finding[] {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return []
  const found = `${file} may be read or written by others than its owner`
  return [{ name: 'privacy', ok: true, warning: true, found, remedy: `Run: chmod 600 '${file}'` }]
}
