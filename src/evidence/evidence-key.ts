import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'

const EVIDENCE_KEY_BYTES = 32
const FILE = 'evidence.key'

/**
 * The key that pictures and measurements are sealed with: `EVIDENCE_KEY`, or one made once in `DATA_DIR`, readable by
 * its owner only. Throws where that file holds no key.
 */
export function openEvidenceKey({ EVIDENCE_KEY, DATA_DIR }: Pick<Config, 'EVIDENCE_KEY' | 'DATA_DIR'>): KeyObject {
  if (EVIDENCE_KEY !== '') return createSecretKey(Buffer.from(EVIDENCE_KEY, 'base64'))
  const file = join(DATA_DIR, FILE)
  const key = readKey(file) ?? makeKey(file)
  if (key.length !== EVIDENCE_KEY_BYTES)
    throw new Error(`${file} does not hold ${EVIDENCE_KEY_BYTES} bytes in base64: restore it from a backup`)
  return createSecretKey(key)
}

function readKey(file: string): Buffer | undefined {
  try {
    return Buffer.from(readFileSync(file, 'utf8'), 'base64')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Written aside and linked into place whole, so that processes which start at once agree on the first one's key. */
function makeKey(file: string): Buffer {
  const draft = `${file}.${process.pid}`
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  writeFileSync(draft, randomBytes(EVIDENCE_KEY_BYTES).toString('base64'), { mode: 0o600, flush: true })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
  return readKey(file)!
}
