import { hashToken, isToken } from '../token.ts'

const LOGIN_COOKIE = 'X-LIVENESS-TOKEN'

/** The hash of the login token in a `Cookie` header; undefined when it is missing, malformed or there twice. */
export function readLoginCookie(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const tokens = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${LOGIN_COOKIE}=`))
    .map((pair) => pair.slice(LOGIN_COOKIE.length + 1))
  const token = tokens.length === 1 ? tokens[0] : undefined
  return token !== undefined && isToken(token) ? hashToken(token) : undefined
}

/** A `Set-Cookie` value as RFC 6265 writes it. Lifetime in seconds; an empty token and 0 clear the cookie. */
export function writeLoginCookie(token: string, maxAgeSeconds: number, secure: boolean): string {
  return `${LOGIN_COOKIE}=${token}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}
