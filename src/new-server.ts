import { randomBytes } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import type { Logger } from 'pino'
import { recordAudit } from './audit/queries.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { refuse } from './errors.ts'
import { respondToClientError } from './http/client-error.ts'
import { respondToErrors, respondWithError } from './http/error-responses.ts'
import { warnOfIgnoredForwarding } from './http/ignored-forwarding.ts'
import { isHiddenPath, noteKnownPaths, routedUrl } from './http/known-paths.ts'
import * as limits from './http/limits.ts'
import { readBodies } from './http/read-body.ts'
import { requireHost } from './http/require-host.ts'
import { requireSameOrigin } from './http/same-origin.ts'
import { SECURITY_HEADERS, STRICT_TRANSPORT } from './http/security-headers.ts'
import { endRefusedUpgrade } from './liveness/frames/end-refused-upgrade.ts'
import { isStreamUpgrade } from './liveness/frames/is-stream-upgrade.ts'
import type { Metrics } from './operations/metrics.ts'
import { logRequests } from './operations/request-log.ts'
import type { Db } from './storage/schema.ts'
import './http/route-config.ts'

export interface ServerParts {
  readonly config: Config
  readonly db: Db
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  isDraining(): boolean
}

export interface ServerKind {
  /** Origins whose pages may change something here, besides the server's own. */
  readonly listedOrigins: readonly string[]
  /** Whether it has streams that are opened by an upgrade. */
  readonly upgrades: boolean
  /** Throws where a request is none of this server's. */
  checkRequest?(request: FastifyRequest): void
}

/** A server without routes: what every request to any port of the program passes, in this order, and its limits. */
export function newServer({ config, db, clock, logger, metrics, isDraining }: ServerParts, kind: ServerKind) {
  const app = newFastify(config, logger, kind.upgrades)
  const warnOfForwarding = warnOfIgnoredForwarding(clock, (address) =>
    recordAudit(db, { at: clock.now(), event: 'forwarding_ignored', actor: 'unknown', address }),
  )
  const secure = config.PUBLIC_URL.startsWith('https:')
  const headers = secure ? { ...SECURITY_HEADERS, ...STRICT_TRANSPORT } : SECURITY_HEADERS

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id)
    // A connection that is gone already has no address to count by, and nobody to respond to.
    if (request.ip === undefined) return void request.raw.destroy()
    endRefusedUpgrade(request.raw, reply.raw)
    warnOfForwarding(request)
    if (isDraining()) reply.header('connection', 'close')
    requireHost(request)
    kind.checkRequest?.(request)
    requireSameOrigin(request, config.PUBLIC_URL, kind.listedOrigins)
    done()
  })
  logRequests(app, metrics)
  respondToErrors(app, noteKnownPaths(app))
  readBodies(app)
  return app
}

function newFastify(config: Config, logger: Logger, upgrades: boolean): FastifyInstance {
  const headersMs = Math.min(limits.HEADERS_SECONDS_MAX, config.REQUEST_SECONDS) * 1000
  const prefix = randomBytes(6).toString('base64url')
  let requests = 0
  const app = fastify({
    loggerInstance: logger,
    // One line a request is written in request-log.ts; a child logger for each request would double its cost.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (parent) => parent,
    genReqId: () => `${prefix}-${(++requests).toString(36)}`,
    trustProxy: config.TRUSTED_PROXIES.length > 0 ? config.TRUSTED_PROXIES : false,
    // Else a text such as 1e999 becomes an infinite number, which no bound is asked of; and else a field that a schema
    // does not permit is taken away instead of being refused by name.
    ajv: { customOptions: { strictNumbers: false, removeAdditional: false } },
    bodyLimit: limits.JSON_BODY_BYTES_MAX,
    requestTimeout: config.REQUEST_SECONDS * 1000,
    connectionTimeout: limits.IDLE_SECONDS_MAX * 1000,
    return503OnClosing: false,
    keepAliveTimeout: limits.KEEP_ALIVE_SECONDS * 1000,
    maxRequestsPerSocket: limits.REQUESTS_PER_CONNECTION_MAX,
    rewriteUrl: ({ url = '' }) => routedUrl(url),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: limits.PATH_PARAMETER_CHARACTERS_MAX },
    http: {
      maxHeaderSize: limits.HEADER_BYTES_MAX,
      headersTimeout: headersMs,
      connectionsCheckingInterval: Math.min(1000, headersMs),
      shouldUpgradeCallback: upgrades ? isStreamUpgrade : () => false,
      requireHostHeader: false,
    },
    clientErrorHandler: respondToClientError,
    frameworkErrors: (error, request, reply) => {
      endRefusedUpgrade(request.raw, reply.raw)
      const refused = isHiddenPath(request.url) ? refuse('not_found') : error
      respondWithError(refused, request, reply.headers(SECURITY_HEADERS).header('x-request-id', request.id))
    },
  })
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1); Node would send 417 without a body.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  app.server.maxHeadersCount = limits.HEADERS_MAX
  app.server.maxConnections = config.CONNECTIONS_MAX
  return app as unknown as FastifyInstance
}
