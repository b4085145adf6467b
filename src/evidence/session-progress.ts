import { progressPurpose, type SessionKeys, sealValue, unsealValue } from './seal.ts'

/** Seals the progress of an open session: it describes a face. */
export function sealProgress(keys: SessionKeys, sessionId: string, progress: object): Uint8Array {
  return sealValue(keys, progressPurpose(sessionId), progress)
}

/** Throws where it was sealed with another key. */
export function unsealProgress<Progress>(keys: SessionKeys, sessionId: string, sealed: Uint8Array): Progress {
  return unsealValue<Progress>(keys, progressPurpose(sessionId), sealed)
}
