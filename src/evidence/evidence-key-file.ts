import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../config.ts'

const EVIDENCE_KEY_BYTES = 32
const FILE = 'evidence.key'

export function keyFileOf({ DATA_DIR }: Pick<Config, 'DATA_DIR'>): string {
  return join(DATA_DIR, FILE)
}

/** The keys in the file, one a line in base64; undefined where there is no file. Throws where one is not a key. */
export function readKeyFile(file: string): Buffer[] | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const keys = text
    .trim()
    .split('\n')
    .map((line) => Buffer.from(line, 'base64'))
  if (keys.some(({ length }) => length !== EVIDENCE_KEY_BYTES))
    throw new Error(`${file} does not hold ${EVIDENCE_KEY_BYTES} bytes in base64 a line: restore it from a backup`)
  return keys
}

/**
 * Makes the file with one key, readable by its owner only. Written aside and linked into place whole, so that processes
 * which start at once agree on the first one's key.
 */
export function makeKeyFile(file: string): void {
  const draft = `${file}.${process.pid}`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(draft, textOf([makeKey()]), { mode: 0o600, flush: true })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}

/**
 * Puts other keys in the place of those in the file, whole and on disk before it returns. Whoever changes the file
 * holds the draft, so no two changes mix; throws where one is under way. The file stays its owner's, whoever runs this.
 */
export function changeKeyFile(file: string, change: (keys: readonly Buffer[]) => readonly Buffer[]): void {
  const draft = `${file}.new`
  const descriptor = openDraft(draft)
  try {
    const { uid, gid } = statSync(file)
    writeFileSync(descriptor, textOf(change(readKeyFile(file) ?? [])))
    chownSync(draft, uid, gid)
    fsyncSync(descriptor)
    renameSync(draft, file)
  } catch (error) {
    unlinkSync(draft)
    throw error
  } finally {
    closeSync(descriptor)
  }
  syncFolder(dirname(file))
}

export function makeKey(): Buffer {
  return randomBytes(EVIDENCE_KEY_BYTES)
}

function openDraft(draft: string): number {
  try {
    return openSync(draft, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Error(`The keys are being changed. Where that was interrupted, remove ${draft} and try again.`)
  }
}

function textOf(keys: readonly Buffer[]): string {
  return keys.map((key) => `${key.toString('base64')}\n`).join('')
}

/** A new key must not be lost with the power, once something is sealed with it. Windows cannot open a folder. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
