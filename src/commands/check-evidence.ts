import { statSync } from 'node:fs'
import { listLockedOut } from '../admin/list-locked-out.ts'
import type { Config } from '../config.ts'
import { keyFileOf } from '../evidence/evidence-key-file.ts'
import { findEvidenceKeys } from '../evidence/evidence-keys.ts'
import { opensKeptEvidence } from '../evidence/opens-kept-evidence.ts'
import { openStorage } from '../storage/open.ts'
import type { Finding } from './finding.ts'
import { printable } from './print.ts'

const name = 'evidence key'
const OTHERS = 0o077
const OTHER_KEY = {
  found: 'what is kept was sealed with a key that is not here',
  remedy:
    'Give every process that shares the database the same EVIDENCE_KEY (or DATA_DIR/evidence.key), as docs/deployment.md says; liveness evidence-key list shows which are needed. Where that key is lost, what it sealed cannot be read again and goes at its date.',
}

/**
 * Do the keys open what is kept, second factors of operators among it, and are they closed to others? Asked of a
 * database that is in order.
 */
export async function checkEvidence(config: Config): Promise<Finding[]> {
  const { db } = openStorage(config, () => {})
  try {
    const keys = findEvidenceKeys(config)
    const fits = await opensKeptEvidence(db, keys)
    const found = keys ? 'opens what is kept' : 'not there yet; the server makes it when it starts'
    return [
      fits ? { name, ok: true, found } : { name, ok: false, ...OTHER_KEY },
      ...checkKeyFile(config),
      ...operatorFindings(await listLockedOut(db, keys)),
    ]
  } catch (error) {
    return [{ name, ok: false, found: (error as Error).message }]
  } finally {
    await db.destroy()
  }
}

function operatorFindings(lockedOut: readonly string[]): Finding[] {
  if (lockedOut.length === 0) return []
  const found = `can not log in until the evidence key is here: ${lockedOut.map(printable).join(', ')}`
  return [{ name: 'operators', ok: false, found, remedy: 'Put the key back, or run: liveness admin reset <name>' }]
}

/** A problem where others than its owner may read or write the key file. */
function checkKeyFile(config: Config): Finding[] {
  if (config.EVIDENCE_KEY.length > 0 || process.platform === 'win32') return []
  const file = keyFileOf(config)
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0
  if ((mode & OTHERS) === 0) return []
  const found = `others than its owner may read or write ${file} (mode ${(mode & 0o777).toString(8).padStart(4, '0')})`
  const remedy = `Run: chmod 600 '${file}'. If somebody may have read it, replace it too: liveness evidence-key rotate`
  return [{ name, ok: false, found, remedy }]
}
