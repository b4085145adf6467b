import { hash, randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32
const TOKEN = /^[A-Za-z0-9_-]{43}$/
export const STREAM_PROTOCOL = 'liveness.v1'
const TOKEN_PROTOCOL = 'token.'

export const newCaptureToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url')

/** What is stored of a token. It has 256 random bits, so a fast hash is enough (OWASP ASVS 5.0, 7.2). */
export const hashCaptureToken = (token: string): string => hash('sha256', token, 'base64url')

/** The hash of the capture token in an `Authorization` header; undefined when there is none or it is malformed. */
export function readBearerToken(header: string | undefined): string | undefined {
  return hashIfToken(/^Bearer +(\S+)$/i.exec(header ?? '')?.[1])
}

/** The hash of the token among the WebSocket subprotocols offered; undefined also where `liveness.v1` is not offered. */
export function readProtocolToken(header: string | undefined): string | undefined {
  const offered = (header ?? '').split(',').map((protocol) => protocol.trim())
  if (!offered.includes(STREAM_PROTOCOL)) return undefined
  return hashIfToken(offered.find((protocol) => protocol.startsWith(TOKEN_PROTOCOL))?.slice(TOKEN_PROTOCOL.length))
}

const hashIfToken = (token: string | undefined) =>
  token !== undefined && TOKEN.test(token) ? hashCaptureToken(token) : undefined
