import { hashToken, isToken } from '../token.ts'

/** On https a browser takes a cookie of the second name only with `Secure` (RFC 6265bis, 4.1.3.1). */
const NAMES = { plain: 'liveness-admin', secure: '__Secure-liveness-admin' } as const

/** The hash of the session's token in a `Cookie` header; undefined where it is missing, malformed or there twice. */
export function readAdminCookie(header: string | undefined, secure: boolean): string | undefined {
  const start = `${nameOf(secure)}=`
  const [value, ...more] = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length))
  return value !== undefined && more.length === 0 && isToken(value) ? hashToken(value) : undefined
}

/** A `Set-Cookie` value that ends with the browser's session; without a token it clears the cookie. */
export function writeAdminCookie(token: string | undefined, secure: boolean): string {
  const lifetime = token === undefined ? '; Max-Age=0' : ''
  return `${nameOf(secure)}=${token ?? ''}${lifetime}; Path=/admin; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}

function nameOf(secure: boolean): string {
  return secure ? NAMES.secure : NAMES.plain
}
