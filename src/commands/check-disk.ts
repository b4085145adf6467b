import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import type { Config } from '../config.ts'
import { sqliteFile } from '../storage/open.ts'
import type { Finding } from './finding.ts'

const FREE_BYTES_MIN = 512 * 1024 * 1024
const OTHERS = 0o077

/**
 * Is there room where the data is, may this program write there, and is it closed to others? Nothing is checked for
 * PostgreSQL.
 */
export function checkDisk(config: Config): Finding[] {
  const { DATABASE_URL, DATA_DIR } = config
  // Where there is no folder yet there is no database either, and that is said already.
  if (DATABASE_URL !== '' || !existsSync(DATA_DIR)) return []
  try {
    const { bavail, bsize } = statfsSync(DATA_DIR)
    accessSync(DATA_DIR, constants.R_OK | constants.W_OK | constants.X_OK)
    const privacy = privacyFinding(DATA_DIR, statSync(DATA_DIR).mode)
    return [roomFinding(DATA_DIR, bavail * bsize), privacy, ...fileFindings(sqliteFile(config))]
  } catch (error) {
    const remedy = 'Set DATA_DIR to a folder that the account that runs this may write to.'
    return [{ name: 'disk', ok: false, found: (error as Error).message, remedy }]
  }
}

function roomFinding(folder: string, freeBytes: number): Finding {
  const found = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB free in ${folder}`
  const ok = freeBytes >= FREE_BYTES_MIN
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
