import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type RefusalName, refuse } from '../errors.ts'
import { refusalEnvelope } from './envelope.ts'
import { HEADER_BYTES_MAX, HEADERS_MAX } from './limits.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

const REFUSALS: Readonly<Record<string, { name: RefusalName; message?: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { name: 'request_timeout' },
  HPE_HEADER_OVERFLOW: {
    name: 'headers_too_large',
    message: `Request headers are too large: at most ${HEADER_BYTES_MAX} bytes in ${HEADERS_MAX} headers`,
  },
}

/**
 * Responds to what is not HTTP, arrives too slowly or has too large headers, in the same envelope, and ends the
 * connection.
 */
export function respondToClientError(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { name, ...named } = REFUSALS[error.code ?? ''] ?? { name: 'invalid_request' }
  const refusal = refuse(name, named)
  const body = JSON.stringify(refusalEnvelope(refusal, false))
  const headers = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${headers.join('')}` +
      `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
