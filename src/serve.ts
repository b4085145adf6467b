import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { openLoginMetrics } from './accounts/metrics.ts'
import { openPasswords } from './accounts/password.ts'
import { openOperatorMetrics } from './admin/metrics.ts'
import { buildAdminApp } from './admin-app.ts'
import { buildApp } from './app.ts'
import { openRefusalLog } from './audit/refusals.ts'
import { systemClock } from './clock.ts'
import { openEvidenceKeys } from './evidence/evidence-keys.ts'
import { opensKeptEvidence } from './evidence/opens-kept-evidence.ts'
import { findOldestKeepUntil } from './evidence/queries.ts'
import { Admission } from './liveness/sessions/admission.ts'
import { openLivenessMetrics } from './liveness/sessions/metrics.ts'
import { loadConfig } from './load-config.ts'
import { drain } from './operations/drain.ts'
import { openLog } from './operations/log.ts'
import { metricsPort, openMetrics, openSweepMetrics, serveMetrics } from './operations/metrics.ts'
import { openProcessSamples, startSampling } from './operations/process-samples.ts'
import { startSweeping } from './operations/sweep.ts'
import { startWatchingClock } from './operations/watch-clock.ts'
import { readBacklog } from './results/webhooks/listing-queries.ts'
import { openWebhookMetrics } from './results/webhooks/metrics.ts'
import { startDelivering } from './results/webhooks/start-delivering.ts'
import { migrate } from './storage/migrate.ts'
import { openStorage } from './storage/open.ts'
import { offerModels } from './vision/models/offer-models.ts'
import { openVisionPool, type VisionPool } from './vision/pool.ts'

/** A session has one frame in the engine at most, so this is for as many sessions at once. */
const FRAMES_WAITING_MAX = 64
const THREADS_BESIDE_DECODING = 4

const config = loadConfig()
const workers = config.VISION_WORKERS || availableParallelism()
// Pictures are decoded on libuv's threads, which passwords and files need, too. Their number is read when the first
// is needed.
process.env.UV_THREADPOOL_SIZE ??= String(workers + THREADS_BESIDE_DECODING)
const log = openLog(config.LOG_LEVEL)
const { logger } = log

let vision: VisionPool | undefined

try {
  const storage = openStorage(config, (err) => logger.warn({ err }, 'a database connection was lost'))
  for (const migration of await migrate(storage)) logger.info({ migration }, 'database migrated')

  const passwords = await openPasswords(Math.max(1, Math.min(2, availableParallelism() - 1)))
  const metrics = openMetrics(passwords.gate, log.dropped)
  const state = { draining: false }
  const engine = openVisionPool({
    modelFolder: config.MODEL_DIR || join(config.DATA_DIR, 'models'),
    workers,
    queueFramesMax: FRAMES_WAITING_MAX,
    log: (line) => logger.info(line),
  })
  vision = engine
  const visionStarted = engine.ready.then(() => {
    logger.info({ workers }, 'vision engine ready')
  })
  // Awaited once the server listens: it serves all else while the models are being loaded.
  visionStarted.catch(() => {})
  const admission = new Admission(engine)
  const livenessMetrics = openLivenessMetrics(metrics.registry, engine, admission, systemClock)
  const webhookMetrics = openWebhookMetrics(metrics.registry, () => readBacklog(storage.db), systemClock)
  const loginMetrics = openLoginMetrics(metrics.registry)
  const operatorMetrics = openOperatorMetrics(metrics.registry)
  const sweepMetrics = openSweepMetrics(metrics.registry, () => findOldestKeepUntil(storage.db), systemClock)
  const evidenceKeys = openEvidenceKeys(config)
  if (!(await opensKeptEvidence(storage.db, evidenceKeys)))
    logger.error('what is kept was sealed with an evidence key that is not here: liveness evidence-key list')
  const refusals = openRefusalLog({ db: storage.db, clock: systemClock })
  const processSamples = openProcessSamples(metrics, systemClock)
  const counters = { metrics, processSamples, livenessMetrics, loginMetrics, operatorMetrics }
  const parts = { passwords, refusals, logger, ...counters, vision: engine, admission, evidenceKeys }
  const needs = { config, db: storage.db, dialect: storage.dialect, clock: systemClock, ...parts }
  const appParts = { ...needs, isDraining: () => state.draining, isVisionReady: () => engine.isReady }
  const app = await buildApp(appParts)
  const address = await app.listen({ host: config.HOST, port: config.PORT })
  const adminApp = config.ADMIN_PORT === 'public' ? undefined : await buildAdminApp(appParts)
  const adminAddress = await adminApp?.listen({ host: config.ADMIN_HOST, port: Number(config.ADMIN_PORT) })
  const metricsServer =
    config.METRICS_PORT === 'off'
      ? undefined
      : await serveMetrics(
          metrics.registry,
          config.METRICS_HOST,
          metricsPort(config.METRICS_PORT, config.PORT),
          config.METRICS_NAMES,
        )
  const stopSweeping = startSweeping({ ...needs, sweepMetrics }, logger)
  const stopSampling = startSampling(processSamples)
  const stopDelivering = startDelivering({ ...needs, webhookMetrics }, logger)
  const stopWatchingClock = startWatchingClock(needs, logger)
  const drainLimits = { lingerMs: config.DRAIN_SECONDS * 1000, requestMs: config.REQUEST_SECONDS * 1000 }
  const servers = adminApp ? [app.server, adminApp.server] : [app.server]
  drain(state, drainLimits, log, servers, async () => {
    stopSweeping()
    stopSampling()
    const delivered = stopDelivering()
    stopWatchingClock()
    metricsServer?.close()
    await Promise.all([app.close(), adminApp?.close()])
    await engine.close()
    await delivered
    await refusals
      .flush()
      .catch((err: unknown) => logger.warn({ err }, 'how many refusals the audit log left out is lost'))
    await storage.db.destroy()
  })
  logger.info({ address, adminAddress, database: storage.place }, 'listening')
  log.flush()
  console.error(`liveness-server is at ${address} and describes itself at ${address}/docs; try it at ${address}/demo`)
  await visionStarted.catch((error) => {
    if (!state.draining) throw error
  })
  const installed = state.draining ? undefined : await engine.presentationAttackModels()
  if (installed?.length === 0) console.error(offerModels())
} catch (err) {
  logger.fatal({ err }, startProblem(err))
  log.flush()
  console.error(`liveness-server could not start: ${startProblem(err)}`)
  await vision?.close()
  await log.end()
  process.exit(1)
}

function startProblem(error: unknown): string {
  const { code, message, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string }
  if (code === 'EADDRINUSE')
    return `${address}:${port} is in use. Stop the program that uses it, or set PORT (and METRICS_PORT and ADMIN_PORT, where they are set) to a free port.`
  if (code === 'EACCES') return `no permission: ${message}`
  return message
}
