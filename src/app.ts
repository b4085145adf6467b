import cors from '@fastify/cors'
import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { LoginMetrics } from './accounts/metrics.ts'
import type { Passwords } from './accounts/password.ts'
import { accountRoutes } from './accounts/routes.ts'
import type { OperatorMetrics } from './admin/metrics.ts'
import { adminRoutes } from './admin/routes.ts'
import type { RefusalLog } from './audit/refusals.ts'
import { readAssets } from './capture/assets.ts'
import { captureRoutes } from './capture/routes.ts'
import type { SteadyClock } from './clock.ts'
import type { Config } from './config.ts'
import type { EvidenceKeys } from './evidence/evidence-keys.ts'
import { requireKnownParameters } from './http/known-parameters.ts'
import * as limits from './http/limits.ts'
import { openPictureRoom } from './http/picture-room.ts'
import { identifyCallers } from './identity/identify-callers.ts'
import { checkRoutes } from './liveness/check/routes.ts'
import { frameRoutes } from './liveness/frames/routes.ts'
import { webSocketOptions } from './liveness/frames/web-socket-options.ts'
import type { Admission } from './liveness/sessions/admission.ts'
import type { LivenessMetrics } from './liveness/sessions/metrics.ts'
import { resultRoutes } from './liveness/sessions/result-routes.ts'
import { sessionRoutes } from './liveness/sessions/routes.ts'
import { newServer } from './new-server.ts'
import { docsRoutes } from './operations/docs-routes.ts'
import type { Metrics } from './operations/metrics.ts'
import { describeRoutes } from './operations/openapi.ts'
import type { ProcessSamples } from './operations/process-samples.ts'
import { operationsRoutes } from './operations/routes.ts'
import { signingRoutes } from './results/signing/routes.ts'
import type { Dialect } from './storage/open.ts'
import type { Db } from './storage/schema.ts'
import type { VisionPool } from './vision/pool.ts'

export interface AppParts {
  readonly vision: VisionPool
  readonly evidenceKeys: EvidenceKeys
  readonly livenessMetrics: LivenessMetrics
  readonly loginMetrics: LoginMetrics
  readonly operatorMetrics: OperatorMetrics
  readonly config: Config
  readonly db: Db
  readonly dialect: Dialect
  readonly clock: SteadyClock
  readonly admission: Admission
  readonly passwords: Passwords
  readonly refusals: RefusalLog
  readonly logger: Logger
  readonly metrics: Metrics
  readonly processSamples: ProcessSamples
  isDraining(): boolean
  isVisionReady(): boolean
}

/** Puts the parts together: what every request passes, in this order, and every route. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const { config } = parts
  const assets = readAssets()
  const app = newServer(parts, { listedOrigins: config.CORS_ORIGINS, upgrades: true })
  if (config.CORS_ORIGINS.length > 0)
    await app.register(cors, {
      origin: config.CORS_ORIGINS,
      credentials: true,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
      strictPreflight: false,
      exposedHeaders: ['retry-after', 'x-request-id', 'liveness-receipt'],
    })
  identifyCallers(app, parts)
  requireKnownParameters(app)

  await app.register(websocket, webSocketOptions)
  await describeRoutes(app, config)
  docsRoutes(app, config)
  accountRoutes(app, { ...parts, secureCookie: config.PUBLIC_URL.startsWith('https:') })
  sessionRoutes(app, parts)
  resultRoutes(app, parts)
  signingRoutes(app, parts)
  const pictureRoom = openPictureRoom({ bytesMax: limits.PICTURES_BYTES_MAX })
  frameRoutes(app, { ...parts, pictureRoom })
  checkRoutes(app, { ...parts, pictureRoom })
  operationsRoutes(app, parts)
  await captureRoutes(app, await assets, parts)
  if (config.ADMIN_PORT === 'public') await app.register(async (admin) => adminRoutes(admin, parts))
  return app
}
