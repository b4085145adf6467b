/** The account server with a vision pool beside it, for `bench/vision.ts`: given a folder of frames, it keeps the pool full of them. */
import { pino } from 'pino'
import { openPasswords } from '../src/accounts/password.ts'
import { buildApp } from '../src/app.ts'
import { systemClock } from '../src/clock.ts'
import { readConfig } from '../src/config.ts'
import { openMetrics } from '../src/operations/metrics.ts'
import { migrate } from '../src/storage/migrate.ts'
import { openStorage } from '../src/storage/open.ts'
import { openVisionPool } from '../src/vision/pool.ts'
import { FOLLOW, readFrames } from './vision-frames.ts'

const [modelFolder = '', workers = '2', frameFolder] = process.argv.slice(2)
const reading = readConfig({ PORT: '0', DATA_DIR: modelFolder, METRICS_PORT: 'off' })
if (!reading.ok) throw new Error(reading.problems.join())
const storage = openStorage(reading.config, () => {})
await migrate(storage)
const passwords = await openPasswords(1)
const pool = await openVisionPool({ modelFolder, workers: Number(workers), queueFramesMax: 8, log: () => {} })
const app = await buildApp({
  config: reading.config,
  db: storage.db,
  clock: systemClock,
  passwords,
  logger: pino({ level: 'silent' }),
  metrics: openMetrics(passwords.gate),
  isDraining: () => false,
})
console.error(`is at ${await app.listen({ host: '127.0.0.1', port: 0 })}`)

if (frameFolder !== undefined) {
  const frames = readFrames(frameFolder)
  const keepBusy = async (): Promise<never> => {
    for (let i = 0; ; i++) await pool.observe({ bytes: frames[i % frames.length]!.slice(), ...FOLLOW })
  }
  await Promise.all(Array.from({ length: 2 * Number(workers) }, keepBusy))
}
