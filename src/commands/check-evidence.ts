import type { Config } from '../config.ts'
import { openEvidenceKey } from '../evidence/evidence-key.ts'
import { opensKeptEvidence } from '../evidence/opens-kept-evidence.ts'
import { openStorage } from '../storage/open.ts'
import type { Finding } from './finding.ts'

const name = 'evidence key'
const OTHER_KEY = {
  found: 'what is kept was sealed with another key',
  remedy:
    'Give every process that shares the database the same EVIDENCE_KEY (or DATA_DIR/evidence.key), as docs/deployment.md says. Where that key is lost, what it sealed cannot be read again and goes at its date.',
}

/** Does the key open what is kept? Asked of a database that is in order. */
export async function checkEvidence(config: Config): Promise<Finding[]> {
  const { db } = openStorage(config, () => {})
  try {
    const fits = await opensKeptEvidence(db, openEvidenceKey(config))
    return [fits ? { name, ok: true, found: 'opens what is kept' } : { name, ok: false, ...OTHER_KEY }]
  } catch (error) {
    return [{ name, ok: false, found: (error as Error).message }]
  } finally {
    await db.destroy()
  }
}
