import { randomBytes } from 'node:crypto'
import cors from '@fastify/cors'
import websocket from '@fastify/websocket'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Passwords } from './accounts/password.ts'
import { accountRoutes } from './accounts/routes.ts'
import { adminRoutes } from './admin/routes.ts'
import type { RefusalLog } from './audit/refusals.ts'
import { readAssets } from './capture/assets.ts'
import { captureRoutes } from './capture/routes.ts'
import type { SteadyClock } from './clock.ts'
import type { Config } from './config.ts'
import type { EvidenceKeys } from './evidence/evidence-keys.ts'
import { respondToClientError } from './http/client-error.ts'
import { respondToErrors, respondWithError } from './http/error-responses.ts'
import { warnOfIgnoredForwarding } from './http/ignored-forwarding.ts'
import { requireKnownParameters } from './http/known-parameters.ts'
import { noteKnownPaths } from './http/known-paths.ts'
import * as limits from './http/limits.ts'
import { openPictureRoom } from './http/picture-room.ts'
import { readBodies } from './http/read-body.ts'
import { requireHost } from './http/require-host.ts'
import { requireSameOrigin } from './http/same-origin.ts'
import { SECURITY_HEADERS, STRICT_TRANSPORT } from './http/security-headers.ts'
import { identifyCallers } from './identity/identify-callers.ts'
import { checkRoutes } from './liveness/check/routes.ts'
import { endRefusedUpgrade } from './liveness/frames/end-refused-upgrade.ts'
import { isStreamUpgrade } from './liveness/frames/is-stream-upgrade.ts'
import { frameRoutes } from './liveness/frames/routes.ts'
import { webSocketOptions } from './liveness/frames/web-socket-options.ts'
import type { Admission } from './liveness/sessions/admission.ts'
import type { LivenessMetrics } from './liveness/sessions/metrics.ts'
import { resultRoutes } from './liveness/sessions/result-routes.ts'
import { sessionRoutes } from './liveness/sessions/routes.ts'
import { docsRoutes } from './operations/docs-routes.ts'
import type { Metrics } from './operations/metrics.ts'
import { describeRoutes } from './operations/openapi.ts'
import { logRequests } from './operations/request-log.ts'
import { operationsRoutes } from './operations/routes.ts'
import { signingRoutes } from './results/signing/routes.ts'
import type { Dialect } from './storage/open.ts'
import type { Db } from './storage/schema.ts'
import type { VisionPool } from './vision/pool.ts'
import './http/route-config.ts'

export interface AppParts {
  readonly vision: VisionPool
  readonly evidenceKeys: EvidenceKeys
  readonly livenessMetrics: LivenessMetrics
  readonly config: Config
  readonly db: Db
  readonly dialect: Dialect
  readonly clock: SteadyClock
  readonly admission: Admission
  readonly passwords: Passwords
  readonly refusals: RefusalLog
  readonly logger: Logger
  readonly metrics: Metrics
  isDraining(): boolean
  isVisionReady(): boolean
}

/** Puts the parts together: what every request passes, in this order, and every route. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const { config, clock, logger, metrics, isDraining } = parts
  const assets = readAssets()
  const app = newServer(config, logger)
  const secure = config.PUBLIC_URL.startsWith('https:')
  const warnOfForwarding = warnOfIgnoredForwarding(clock)
  const headers = secure ? { ...SECURITY_HEADERS, ...STRICT_TRANSPORT } : SECURITY_HEADERS

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id)
    // A connection that is gone already has no address to count by, and nobody to respond to.
    if (request.ip === undefined) return void request.raw.destroy()
    endRefusedUpgrade(request.raw, reply.raw)
    warnOfForwarding(request)
    if (isDraining()) reply.header('connection', 'close')
    requireHost(request)
    requireSameOrigin(request, config.PUBLIC_URL, config.CORS_ORIGINS)
    done()
  })
  if (config.CORS_ORIGINS.length > 0)
    await app.register(cors, {
      origin: config.CORS_ORIGINS,
      credentials: true,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
      strictPreflight: false,
      exposedHeaders: ['retry-after', 'x-request-id', 'liveness-receipt'],
    })
  logRequests(app, metrics)
  const paths = noteKnownPaths(app, '/admin')
  respondToErrors(app, paths)
  readBodies(app)
  identifyCallers(app, parts)
  requireKnownParameters(app)

  await app.register(websocket, webSocketOptions)
  await describeRoutes(app, config)
  docsRoutes(app, config)
  accountRoutes(app, { ...parts, secureCookie: secure })
  sessionRoutes(app, parts)
  resultRoutes(app, parts)
  signingRoutes(app, parts)
  const pictureRoom = openPictureRoom({ bytesMax: limits.PICTURES_BYTES_MAX })
  frameRoutes(app, { ...parts, pictureRoom })
  checkRoutes(app, { ...parts, pictureRoom })
  operationsRoutes(app, parts)
  await captureRoutes(app, await assets, parts)
  await app.register(async (admin) => adminRoutes(admin, parts))
  return app
}

function newServer(config: Config, logger: Logger): FastifyInstance {
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
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: limits.PATH_PARAMETER_CHARACTERS_MAX },
    http: {
      maxHeaderSize: limits.HEADER_BYTES_MAX,
      headersTimeout: headersMs,
      connectionsCheckingInterval: Math.min(1000, headersMs),
      shouldUpgradeCallback: isStreamUpgrade,
      requireHostHeader: false,
    },
    clientErrorHandler: respondToClientError,
    frameworkErrors: (error, request, reply) => {
      endRefusedUpgrade(request.raw, reply.raw)
      respondWithError(error, request, reply.headers(SECURITY_HEADERS).header('x-request-id', request.id))
    },
  })
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1); Node would send 417 without a body.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  app.server.maxHeadersCount = limits.HEADERS_MAX
  app.server.maxConnections = config.CONNECTIONS_MAX
  return app as unknown as FastifyInstance
}
