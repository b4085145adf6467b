/** The server's front beside a vision pool that is kept full of frames, for `bench/vision.ts`. */
import { join } from 'node:path'
import { pino } from 'pino'
import { openLoginMetrics } from '../src/accounts/metrics.ts'
import { openPasswords } from '../src/accounts/password.ts'
import { openOperatorMetrics } from '../src/admin/metrics.ts'
import { buildApp } from '../src/app.ts'
import { openRefusalLog } from '../src/audit/refusals.ts'
import { systemClock } from '../src/clock.ts'
import { readConfig } from '../src/config.ts'
import { openEvidenceKeys } from '../src/evidence/evidence-keys.ts'
import { Admission } from '../src/liveness/sessions/admission.ts'
import { openLivenessMetrics } from '../src/liveness/sessions/metrics.ts'
import { openMetrics } from '../src/operations/metrics.ts'
import { openProcessSamples } from '../src/operations/process-samples.ts'
import { migrate } from '../src/storage/migrate.ts'
import { openStorage } from '../src/storage/open.ts'
import { openVisionPool } from '../src/vision/pool.ts'
import { FOLLOW, readFrames } from './vision-frames.ts'

const WORKERS = 2

const [folder = '', frameFolder = ''] = process.argv.slice(2)
const reading = readConfig({ PORT: '0', DATA_DIR: folder, METRICS_PORT: 'off' })
if (!reading.ok) throw new Error(reading.problems.join())
const { config } = reading
const storage = openStorage(config, () => {})
await migrate(storage)
const passwords = await openPasswords(1)
const modelFolder = join(folder, 'models')
const vision = openVisionPool({ modelFolder, workers: WORKERS, queueFramesMax: 8, log: () => {} })
const metrics = openMetrics(passwords.gate)
const admission = new Admission(vision)
const app = await buildApp({
  config,
  db: storage.db,
  dialect: storage.dialect,
  clock: systemClock,
  passwords,
  refusals: openRefusalLog({ db: storage.db, clock: systemClock }),
  logger: pino({ level: 'silent' }),
  metrics,
  processSamples: openProcessSamples(metrics, systemClock),
  vision,
  admission,
  loginMetrics: openLoginMetrics(metrics.registry),
  operatorMetrics: openOperatorMetrics(metrics.registry),
  livenessMetrics: openLivenessMetrics(metrics.registry, vision, admission, systemClock),
  evidenceKeys: openEvidenceKeys(config),
  isDraining: () => false,
  isVisionReady: () => true,
})
console.error(`is at ${await app.listen({ host: '127.0.0.1', port: 0 })}`)

const frames = readFrames(frameFolder)
const keepBusy = async (): Promise<never> => {
  for (let i = 0; ; i++) await vision.observe({ bytes: frames[i % frames.length]!, ...FOLLOW })
}
await Promise.all(Array.from({ length: 2 * WORKERS }, keepBusy))
