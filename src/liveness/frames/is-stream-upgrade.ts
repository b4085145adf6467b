import type { IncomingMessage } from 'node:http'

const STREAM_PATH = /^\/liveness\/sessions\/[^/?]+\/stream\/?(\?|$)/

/**
 * True for a request to open a WebSocket where there is one. Every other request to upgrade is served as if it had
 * not asked (RFC 9110, 7.8): HTTP clients offer h2c on ordinary requests.
 */
export function isStreamUpgrade({ method, url = '', headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && STREAM_PATH.test(url)
}
