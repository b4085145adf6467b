import type { FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'

/**
 * Refuses `cross_site` unless a page of this very origin sent the request: by `Sec-Fetch-Site`, which every browser of
 * today sends over https, or by `Origin` where that is absent. A request with neither is refused as well: only a
 * browser has business here.
 */
export function requireOwnPage(request: FastifyRequest, publicUrl: string): void {
  const { origin, host, 'sec-fetch-site': site } = request.headers
  const own =
    site === undefined
      ? origin !== undefined && [publicUrl || undefined, `${request.protocol}://${host}`].includes(origin)
      : site === 'same-origin'
  if (!own) throw refuse('cross_site')
}
