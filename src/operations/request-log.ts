import type { FastifyInstance } from 'fastify'
import type { Metrics } from './metrics.ts'

/**
 * One line and one measurement a request. The route's pattern stands for the path and nothing of query, headers or body
 * is written: no password, token or cookie can reach the log this way.
 */
export function logRequests(app: FastifyInstance, { requests }: Pick<Metrics, 'requests'>): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none')
    const { method, id: requestId, ip: address } = request
    const { statusCode: status } = reply
    const ms = Math.round(reply.elapsedTime * 100) / 100
    requests.observe({ method, route, status }, ms / 1000)
    request.log.info({ requestId, method, route, status, ms, address }, 'request')
    done()
  })
}
