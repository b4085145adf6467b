import { hash, randomBytes } from 'node:crypto'

export const LOGIN_COOKIE = 'X-LIVENESS-TOKEN'
const TOKEN_BYTES = 32
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** What is stored of a token. The token has 256 random bits, so a fast hash is enough (OWASP ASVS 5.0, 7.2). */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url')
}

/** The hash of the login token in a `Cookie` header; undefined when it is missing, malformed or there twice. */
export function readLoginCookie(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const tokens = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${LOGIN_COOKIE}=`))
    .map((pair) => pair.slice(LOGIN_COOKIE.length + 1))
  const token = tokens.length === 1 ? tokens[0] : undefined
  return token !== undefined && TOKEN.test(token) ? hashToken(token) : undefined
}

/** A `Set-Cookie` value as RFC 6265 writes it. Lifetime in seconds; an empty token and 0 clear the cookie. */
export function writeLoginCookie(token: string, maxAgeSeconds: number, secure: boolean): string {
  return `${LOGIN_COOKIE}=${token}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}
