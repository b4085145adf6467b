import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { FRAME_DICTIONARY } from './frame-dictionary.ts'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * The first seals; any of them may open. The session's own comes first, and behind it the evidence keys, with which
 * version 0.1 sealed evidence itself.
 */
export type SessionKeys = readonly [KeyObject, ...KeyObject[]]

/** What a value is sealed for: nothing of one row can be opened as another's. */
export const imagePurpose = (sessionId: string, id: string): string => `image ${sessionId} ${id}`
export const observationPurpose = (sessionId: string, sequence: number): string =>
  `observation ${sessionId} ${sequence}`
export const sessionKeyPurpose = (sessionId: string): string => `key ${sessionId}`
export const secretPurpose = (id: string): string => `secret ${id}`
export const progressPurpose = (sessionId: string): string => `progress ${sessionId}`

/**
 * Encrypts and authenticates (AES-256-GCM, NIST SP 800-38D, a random 96-bit nonce each time): nonce, tag, ciphertext.
 * The purpose is authenticated with it.
 */
export function seal(key: KeyObject, purpose: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(purpose))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** The bytes that were sealed. Throws where the key, the purpose or a single bit is another. */
export function unseal(key: KeyObject, purpose: string, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag)
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}

/** Opens what one of these keys sealed. Throws what the first does where none opens it. */
export function unsealWithAny(keys: SessionKeys, purpose: string, sealed: Uint8Array): Buffer {
  let refusal: unknown
  for (const key of keys)
    try {
      return unseal(key, purpose, sealed)
    } catch (error) {
      refusal ??= error
    }
  throw refusal
}

/** Seals a plain value as compressed JSON, quickly: it is written again soon. */
export function sealValue([key]: SessionKeys, purpose: string, value: unknown): Buffer {
  return seal(key, purpose, deflateRawSync(JSON.stringify(value), { level: 1 }))
}

/** Seals what was measured on a frame, which is kept, in fewer bytes. */
export function sealFrame([key]: SessionKeys, purpose: string, frame: object): Buffer {
  return seal(key, purpose, deflateRawSync(JSON.stringify(frame), { level: 6, dictionary: FRAME_DICTIONARY }))
}

/** What either sealed. */
export function unsealValue<Value>(keys: SessionKeys, purpose: string, sealed: Uint8Array): Value {
  const options = { dictionary: FRAME_DICTIONARY }
  return JSON.parse(inflateRawSync(unsealWithAny(keys, purpose, sealed), options).toString())
}
