import { type Encoding, encodings } from './assets.ts'

/** The smallest encoding that an `Accept-Encoding` header permits (RFC 9110, 12.5.3); none given permits only the plain one. */
export function chooseEncoding(accepted: string | undefined): Encoding {
  const refused = /;\s*q=0(\.0*)?$/
  const names = (accepted ?? '')
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => !refused.test(entry))
    .map((entry) => entry.split(';', 1)[0]!.trim())
  return encodings.find((encoding) => names.includes(encoding)) ?? 'identity'
}

/** Whether an `If-None-Match` header names this tag; weak ones count too (RFC 9110, 13.1.2). */
export function isHeld(ifNoneMatch: string | undefined, etag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some((held) => held.trim().replace(/^W\//, '') === etag)
}
