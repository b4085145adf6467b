import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Config } from '../config.ts'
import { keyFileOf, makeKeyFile, readKeyFile } from './evidence-key-file.ts'

/** A key that the keys of sessions are sealed with. */
export interface EvidenceKey {
  /** Twelve hexadecimal digits, derived from the key; they tell nothing about it. */
  readonly id: string
  readonly key: KeyObject
}

/** The evidence keys that this process has: the first seals, each opens what it sealed. */
export interface EvidenceKeys {
  /** The key that seals. The key file is read anew, for another process may have put a new key into it. */
  current(): EvidenceKey
  /** Undefined where that key is not here, in the key file as it is now either. */
  find(id: string): EvidenceKey | undefined
  /** Those that were read last. */
  known(): KeyRing
}
export type KeyRing = readonly [EvidenceKey, ...EvidenceKey[]]
type KeyConfig = Pick<Config, 'EVIDENCE_KEY' | 'DATA_DIR'>

/**
 * The keys in `EVIDENCE_KEY` or, where that is empty, in a file in `DATA_DIR`, which is made where it is missing.
 * Throws where that file holds no keys.
 */
export function openEvidenceKeys(config: KeyConfig): EvidenceKeys {
  const found = findEvidenceKeys(config)
  if (found) return found
  makeKeyFile(keyFileOf(config))
  return openEvidenceKeys(config)
}

/** The same keys; undefined where there is no file yet. */
export function findEvidenceKeys(config: KeyConfig): EvidenceKeys | undefined {
  const given = toRing(config.EVIDENCE_KEY.map((text) => Buffer.from(text, 'base64')))
  if (given) return { current: () => given[0], find: (id) => findIn(given, id), known: () => given }
  const file = keyFileOf(config)
  const first = toRing(readKeyFile(file) ?? [])
  if (!first) return undefined
  let ring = first
  const readAgain = (): KeyRing => {
    const now = toRing(readKeyFile(file) ?? [])
    if (!now) throw new Error(`${file} is gone: restore it from a backup`)
    ring = now
    return now
  }
  return { current: () => readAgain()[0], find: (id) => findIn(ring, id) ?? findIn(readAgain(), id), known: () => ring }
}

export function toEvidenceKey(secret: Buffer): EvidenceKey {
  const key = createSecretKey(secret)
  return { key, id: createHmac('sha256', key).update('evidence key id').digest('hex').slice(0, 12) }
}

function toRing(secrets: readonly Buffer[]): KeyRing | undefined {
  const [first, ...others] = secrets.map(toEvidenceKey)
  return first && [first, ...others]
}

function findIn(ring: KeyRing, id: string): EvidenceKey | undefined {
  return ring.find((key) => key.id === id)
}
