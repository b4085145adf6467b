import type { FastifyRequest } from 'fastify'
import type { Refusal } from '../errors.ts'

const SCHEME = 'Bearer realm="liveness-server"'

/**
 * The `WWW-Authenticate` of a refusal for want of authority (RFC 9110, 11.6.1; RFC 6750, 3), undefined for any other.
 * A login is a cookie, for which there is no scheme.
 */
export function challengeOf({ status, name }: Refusal, request: FastifyRequest): string | undefined {
  if (name === 'scope_missing')
    return `${SCHEME}, error="insufficient_scope", scope="${request.routeOptions.config.scope}"`
  if (status !== 401) return undefined
  return request.headers.authorization === undefined ? SCHEME : `${SCHEME}, error="invalid_token"`
}
