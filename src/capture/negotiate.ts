import { negotiate } from '@fastify/accept-negotiator'
import { type Encoding, encodings } from './assets.ts'

/**
 * The encoding that an `Accept-Encoding` header prefers (RFC 9110, 12.5.3), the smallest among equals. A wildcard
 * counts as the plain encoding, and so does a header that is missing or permits none of ours.
 */
export function chooseEncoding(accepted = ''): Encoding {
  return negotiate(accepted.toLowerCase().replaceAll('*', 'identity'), encodings) ?? 'identity'
}

/** Whether an `If-None-Match` header names this tag; weak ones count too (RFC 9110, 13.1.2). */
export function matchesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
