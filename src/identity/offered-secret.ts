/** The WebSocket subprotocol that a capture client speaks. */
export const STREAM_PROTOCOL = 'liveness.v1'
const TOKEN_PROTOCOL = 'token.'

/**
 * The secret in an `Authorization` header; undefined when there is no header, empty when it is not of the Bearer
 * scheme (RFC 6750).
 */
export function readBearer(header: string | undefined): string | undefined {
  return header && (/^Bearer +(\S+)$/i.exec(header)?.[1] ?? '')
}

/** The token among the WebSocket subprotocols offered; undefined also where `liveness.v1` is not offered. */
export function readProtocolToken(header: string | undefined): string | undefined {
  const offered = (header ?? '').split(',').map((protocol) => protocol.trim())
  if (!offered.includes(STREAM_PROTOCOL)) return undefined
  return offered.find((protocol) => protocol.startsWith(TOKEN_PROTOCOL))?.slice(TOKEN_PROTOCOL.length)
}
