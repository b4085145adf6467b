import { createSecretKey } from 'node:crypto'
import { makeKey } from './evidence-key-file.ts'
import type { EvidenceKey, EvidenceKeys } from './evidence-keys.ts'
import { type SessionKeys, seal, sessionKeyPurpose, unseal } from './seal.ts'

/** The key that all evidence of one session is sealed with, itself sealed with an evidence key. */
export interface SealedSessionKey {
  readonly evidenceKeyId: string
  readonly sealed: Uint8Array
  /** Epoch milliseconds; so long the evidence is kept too. */
  readonly keepUntil: number
}

export interface KeyedSession {
  readonly id: string
  /** Null for a session that version 0.1 opened. */
  readonly key: SealedSessionKey | null
}

/** A random key for a new session, sealed. */
export function makeSessionKey({ id, key }: EvidenceKey, sessionId: string, keepUntil: number): SealedSessionKey {
  return { evidenceKeyId: id, sealed: seal(key, sessionKeyPurpose(sessionId), makeKey()), keepUntil }
}

/** Throws where the session's key was sealed with an evidence key that is not here. */
export function openSessionKeys(keys: EvidenceKeys, { id, key }: KeyedSession): SessionKeys {
  const own = key && createSecretKey(unsealSessionKey(keys, id, key))
  const [first, ...others] = keys.known()
  const older = others.map((other) => other.key)
  return own ? [own, first.key, ...older] : [first.key, ...older]
}

/** The same key, sealed with another evidence key. Throws where the one it was sealed with is not here. */
export function resealSessionKey(
  keys: EvidenceKeys,
  { id, key }: { readonly id: string; readonly key: SealedSessionKey },
  { id: evidenceKeyId, key: evidenceKey }: EvidenceKey,
): SealedSessionKey {
  const plain = unsealSessionKey(keys, id, key)
  return { ...key, evidenceKeyId, sealed: seal(evidenceKey, sessionKeyPurpose(id), plain) }
}

function unsealSessionKey(keys: EvidenceKeys, sessionId: string, { evidenceKeyId, sealed }: SealedSessionKey): Buffer {
  const evidenceKey = keys.find(evidenceKeyId)
  if (!evidenceKey) throw new Error(`the evidence key ${evidenceKeyId}, which session ${sessionId} needs, is not here`)
  return unseal(evidenceKey.key, sessionKeyPurpose(sessionId), sealed)
}
