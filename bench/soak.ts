/**
 * Sends pictures of several sizes and formats through the vision engine for as long as asked, both frames and single
 * pictures, and says how the memory of the process grows: `npm run soak`. Options: `--pictures N`, `--seconds N` (ends
 * at what comes first, or with Ctrl-C), `--workers N`, `--warm-up N` (pictures before the growth is measured),
 * `--plot FILE` (an SVG), `--json` for the numbers alone. Exits with 1 where memory grows more than is allowed, with 2
 * where too few pictures were measured to say so.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { holdMemory } from '../src/hold-memory.js'
import { fitLine, type Point } from './fit-line.ts'
import { plotPoints } from './plot-points.ts'
import { drawSoakPictures } from './soak-pictures.ts'
import { residentMegabytes } from './spawn-server.ts'

holdMemory()
const { openVisionPool } = await import('../src/vision/pool.ts')
const { isVisionError } = await import('../src/vision/vision-error.ts')

const GROWTH_MEBIBYTES_MAX = 0.05
const SAMPLES_MIN = 20
/** Between two samples of the memory, which are taken while nothing is being measured. */
const BATCH = 500
const REST_MS = 100
const LINE_SECONDS = 15

const { values: given } = parseArgs({
  options: {
    pictures: { type: 'string', default: '220000' },
    seconds: { type: 'string', default: 'Infinity' },
    workers: { type: 'string', default: String(availableParallelism()) },
    'warm-up': { type: 'string', default: '20000' },
    plot: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const [picturesMax, secondsMax, workers, warmUp] = [given.pictures, given.seconds, given.workers, given['warm-up']].map(
  Number,
) as [number, number, number, number]

const pictures = await drawSoakPictures()
const vision = openVisionPool({ modelFolder: '', workers, queueFramesMax: 64, log: () => {} })
await vision.ready
const startedAt = performance.now()
const seconds = (): number => (performance.now() - startedAt) / 1000
const samples: Point[] = []
let measured = 0
let refused = 0
let lineAt = 0
let stopped = false
process.once('SIGINT', () => {
  stopped = true
})
while (!stopped && measured < picturesMax && seconds() < secondsMax) {
  await measureBatch()
  await new Promise((resolve) => setTimeout(resolve, REST_MS))
  samples.push({ x: measured / 1000, y: residentMegabytes(process.pid) })
  if (seconds() >= lineAt) say()
}
say()
await vision.close()
report()

/** Two pictures a worker at a time: one is measured, one waits. Of twenty, one stands alone. */
async function measureBatch(): Promise<void> {
  const end = measured + BATCH
  const measure = async (): Promise<void> => {
    while (measured < end) {
      const { bytes, crop } = pictures[Math.floor(Math.random() * pictures.length)]!
      const which = measured++ % 20
      const asked = { bytes, describe: which < 2, presentationAttack: false }
      const done =
        which === 0
          ? vision.examine(asked)
          : vision.observe({ ...asked, crop: which < 3 ? null : crop, detect: which === 3 })
      await done.catch(countRefusal)
    }
  }
  await Promise.all(Array.from({ length: 2 * workers }, measure))
}

/** On a machine that is busy with other work, now and then a picture takes longer than it may. */
function countRefusal(error: unknown): void {
  if (!isVisionError(error)) throw error
  refused++
}

function say(): void {
  lineAt = seconds() + LINE_SECONDS
  const [first, last] = [samples[0]!, samples.at(-1)!]
  const bar = '#'.repeat(Math.max(0, Math.round(last.y / 8)))
  const change = (last.y - first.y).toFixed(1)
  console.error(`${String(measured).padStart(7)} pictures ${last.y.toFixed(1).padStart(7)} MiB (${change}) ${bar}`)
}

function report(): void {
  const later = samples.filter(({ x }) => x * 1000 > warmUp)
  const fit = later.length < SAMPLES_MIN ? null : fitLine(later)
  if (given.plot !== undefined)
    writeFileSync(given.plot, plotPoints(samples, fit, { x: 'thousand pictures', y: 'MiB resident' }))
  const growth = fit?.slope ?? null
  const numbers = {
    pictures: measured,
    refused,
    seconds: Math.round(seconds()),
    workers,
    firstMebibytes: samples[0]?.y,
    lastMebibytes: samples.at(-1)?.y,
    mebibytesPerThousandPictures: growth,
    mebibytesPerThousandPicturesMax: GROWTH_MEBIBYTES_MAX,
  }
  if (given.json) console.log(JSON.stringify(numbers))
  else if (growth === null) console.log(`Too few pictures to fit a line past the first ${warmUp}: ${measured}`)
  else console.log(`${growth.toFixed(4)} MiB for a thousand pictures past the first ${warmUp}, of ${measured} in all`)
  process.exitCode = growth === null ? 2 : growth <= GROWTH_MEBIBYTES_MAX ? 0 : 1
}
