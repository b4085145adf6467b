import type { Config } from '../config.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/**
 * The headers of a page: only its own files, no inline script or style, no HTML from strings, the camera for this page
 * alone. `frameAncestors`: whose pages may show it in a frame; none means nobody. `style`: the hash of the one style
 * that may be an element.
 */
export function pageHeaders(
  frameAncestors: Config['FRAME_ANCESTORS'],
  style: string,
): Record<string, string | undefined> {
  const framed = frameAncestors.length > 0
  return {
    'content-security-policy': `${POLICY}; style-src 'self' ${style}; frame-ancestors ${framed ? frameAncestors.join(' ') : "'none'"}`,
    'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
    // This header can't list origins: where they are listed, only the policy above applies.
    'x-frame-options': framed ? undefined : 'DENY',
    'cross-origin-resource-policy': framed ? 'cross-origin' : 'same-origin',
  }
}
