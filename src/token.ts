import { hash, randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** A new secret of 256 random bits: 43 characters of base64url. */
export function mintToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

export function isToken(text: string): boolean {
  return TOKEN.test(text)
}

/**
 * What is stored of a secret that holds a token. It has 256 random bits, so a fast hash is enough (OWASP ASVS 5.0,
 * 7.2).
 */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url')
}
