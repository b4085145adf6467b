import { hash, randomBytes } from 'node:crypto'

const KEY_BYTES = 32
const KEY = /^lk_[A-Za-z0-9_-]{43}$/

export const newApiKey = (): string => `lk_${randomBytes(KEY_BYTES).toString('base64url')}`

/** What is stored of a key. It has 256 random bits, so a fast hash is enough (OWASP ASVS 5.0, 7.2). */
export const hashApiKey = (key: string): string => hash('sha256', key, 'base64url')

/** The hash of the API key in an `Authorization` header; undefined when there is none or it is malformed. */
export function readApiKey(header: string | undefined): string | undefined {
  const key = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
  return key !== undefined && KEY.test(key) ? hashApiKey(key) : undefined
}
