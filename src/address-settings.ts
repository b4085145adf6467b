/** A web origin as browsers send it: scheme, host and port, nothing behind. Empty stays empty. */
export function origin(text: string): string {
  if (text === '') return ''
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    !url.search &&
    !url.hash &&
    !url.username &&
    !url.password
  )
    return url.origin
  throw new Error('must be an http or https address without a path, such as https://example.org')
}

/** A source of the `frame-ancestors` directive (CSP Level 3): an origin, or `'self'` written plainly. */
export function frameAncestor(text: string): string {
  return text === 'self' ? "'self'" : origin(text)
}

/** Browsers run or show these themselves; nobody is sent there. */
const NO_RETURN = ['about', 'blob', 'data', 'file', 'filesystem', 'ftp', 'http', 'https', 'javascript', 'vbscript']

/**
 * Where people may be sent back to: a scheme of an app's own, an https origin, or for development an http origin of
 * this machine.
 */
export function returnUrl(text: string): string {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):$/i.exec(text) ?? []
  if (scheme && !NO_RETURN.includes(scheme.toLowerCase())) return text.toLowerCase()
  if (/^https:|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/i.test(text)) return origin(text)
  throw new Error(`"${text}" must be an app's scheme such as myapp:, an https origin or http://localhost`)
}

export function hostName(text: string): string {
  const url = `http://${text}`
  if (URL.canParse(url) && new URL(url).hostname === text.toLowerCase()) return text.toLowerCase()
  throw new Error(`"${text}" must be a host name without a port, such as liveness.internal`)
}

export function databaseUrl(text: string): string {
  if (text === '') return text
  if (!/^postgres(ql)?:\/\//.test(text)) throw new Error('must be empty (SQLite in DATA_DIR) or start with postgres://')
  if (!URL.canParse(text))
    throw new Error('is not a valid address; characters such as # or / in the password are written as %23 or %2F')
  return text
}

/** A page that people are led to. Empty stays empty. */
export function pageAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (text === '' || (url && /^https?:$/.test(url.protocol) && !url.username && !url.password)) return text
  throw new Error('must be an http or https address, such as https://example.org/privacy')
}
