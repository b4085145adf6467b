import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type RefusalDetail, refuse } from '../errors.ts'
import { jsonPointer } from './json-pointer.ts'

/** So many are named in one refusal. */
const NAMED_MAX = 10

/**
 * Refuses `invalid_request` where a query parameter is not known or given more than once: on every route added from
 * now on that names its callers, except the contract's. A misspelt filter must not be answered as if there were none.
 * All others ignore their query.
 */
export function requireKnownParameters(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { callers, contract } = route.config ?? {}
    if (callers === undefined || contract) return
    const { properties = {} } = (route.schema?.querystring ?? {}) as { readonly properties?: object }
    const check = async ({ query }: FastifyRequest) => {
      const details = findProblems(query as object, properties)
      if (details.length > 0) throw refuse('invalid_request', { details: details.slice(0, NAMED_MAX) })
    }
    route.onRequest = [route.onRequest ?? [], check].flat()
  })
}

function findProblems(query: object, known: object): RefusalDetail[] {
  return Object.entries(query).flatMap(([name, value]) => {
    const path = jsonPointer(name)
    if (!Object.hasOwn(known, name)) return { path, problem: 'is not known' }
    return Array.isArray(value) ? { path, problem: 'is given more than once' } : []
  })
}
