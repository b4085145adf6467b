import type { FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'

/**
 * HTTP/1.1 wants a Host (RFC 9112, 3.2); Node's own refusal would have neither the envelope nor the security headers.
 */
export function requireHost({ raw, headers }: FastifyRequest): void {
  if (raw.httpVersion === '1.1' && headers.host === undefined)
    throw refuse('invalid_request', { message: 'A Host header is needed' })
}
