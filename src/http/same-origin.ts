import type { FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a browser's request from another site to change something here: by `Sec-Fetch-Site`, or by `Origin` where
 * that is absent. A request with neither does not come from a page and passes. Listed origins pass.
 */
export function requireSameOrigin(request: FastifyRequest, ownOrigin: string, listedOrigins: readonly string[]): void {
  if (SAFE_METHODS.has(request.method)) return
  const { origin, host } = request.headers
  if (origin !== undefined && listedOrigins.includes(origin)) return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw refuse('cross_site')
    return
  }
  if (origin === undefined) return
  const own = origin === ownOrigin || origin === `${request.protocol}://${host}`
  if (!own) throw refuse('cross_site')
}
