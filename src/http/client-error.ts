import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type RefusalName, refuse } from '../errors.ts'
import { refusalEnvelope } from './envelope.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

const REFUSALS: Readonly<Record<string, RefusalName>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
}

/** Answers what is not HTTP, arrives too slowly or has too large headers, in the same envelope, and ends the connection. */
export function answerClientError(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const refusal = refuse(REFUSALS[error.code ?? ''] ?? 'invalid_request')
  const body = JSON.stringify(refusalEnvelope(refusal, false))
  const headers = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${headers.join('')}` +
      `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
