import type { KeyObject } from 'node:crypto'
import { progressPurpose, sealValue, unsealValue } from './seal.ts'

/** Seals the progress of an open session: it describes a face. */
export function sealProgress(key: KeyObject, sessionId: string, progress: object): Uint8Array {
  return sealValue(key, progressPurpose(sessionId), progress)
}

/** Throws where it was sealed with another key. */
export function unsealProgress<Progress>(key: KeyObject, sessionId: string, sealed: Uint8Array): Progress {
  return unsealValue<Progress>(key, progressPurpose(sessionId), sealed)
}
