import { hashToken, isToken } from '../token.ts'

const LOGIN_COOKIE = 'X-LIVENESS-TOKEN'

/** The hash of the login token in a `Cookie` header; undefined when it is missing, malformed or there twice. */
export function readLoginCookie(header: string | undefined): string | undefined {
  const [value, ...more] = loginCookies(header)
  return value !== undefined && more.length === 0 && isToken(value) ? hashToken(value) : undefined
}

/**
 * The hashes of all login tokens in a `Cookie` header, as many as a header has room for. Several identify nobody, yet
 * whoever logs in or out gives up all of them.
 */
export function readHeldTokens(header: string | undefined): string[] {
  return loginCookies(header).filter(isToken).map(hashToken)
}

function loginCookies(header = ''): string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${LOGIN_COOKIE}=`))
    .map((pair) => pair.slice(LOGIN_COOKIE.length + 1))
}

/** A `Set-Cookie` value as RFC 6265 writes it. Lifetime in seconds; an empty token and 0 clear the cookie. */
export function writeLoginCookie(token: string, maxAgeSeconds: number, secure: boolean): string {
  return `${LOGIN_COOKIE}=${token}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}
