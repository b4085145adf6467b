import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts and authenticates (AES-256-GCM, NIST SP 800-38D, a random 96-bit nonce each time): nonce, tag, ciphertext.
 * `about` names the row it is for, so that nothing sealed for one row can be opened as another's.
 */
export function seal(key: KeyObject, about: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** The bytes that were sealed. Throws where the key, the row or a single bit is another. */
export function unseal(key: KeyObject, about: string, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(about)).setAuthTag(tag)
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}

/** Seals a plain value as compressed JSON. */
export function sealValue(key: KeyObject, about: string, value: unknown): Buffer {
  return seal(key, about, deflateRawSync(JSON.stringify(value), { level: 1 }))
}

export function unsealValue<Value>(key: KeyObject, about: string, sealed: Uint8Array): Value {
  return JSON.parse(inflateRawSync(unseal(key, about, sealed)).toString())
}
