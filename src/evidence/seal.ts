import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What a value is sealed for: nothing of one row can be opened as another's. */
export const imagePurpose = (sessionId: string, id: string): string => `image ${sessionId} ${id}`
export const observationPurpose = (sessionId: string, sequence: number): string =>
  `observation ${sessionId} ${sequence}`
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

/** Seals a plain value as compressed JSON. */
export function sealValue(key: KeyObject, purpose: string, value: unknown): Buffer {
  return seal(key, purpose, deflateRawSync(JSON.stringify(value), { level: 1 }))
}

export function unsealValue<Value>(key: KeyObject, purpose: string, sealed: Uint8Array): Value {
  return JSON.parse(inflateRawSync(unseal(key, purpose, sealed)).toString())
}
