/**
 * Measures the vision engine against what its parts cost bare, and against the package that the models come from, all
 * in one run: `npm run bench:vision`. Give `--frames N` for a memory run of another length, `--json` for the numbers
 * alone.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { openVisionModels } from '../src/vision/open-vision-models.ts'
import { openVisionPool, type VisionPool } from '../src/vision/pool.ts'
import { openHumanWasm } from './human-wasm.ts'
import { residentMegabytes, type Spawned, spawnServer } from './spawn-server.ts'
import { drawFrames, FOLLOW, FOLLOW_720, writeFrames } from './vision-frames.ts'
import { measureStages } from './vision-stages.ts'

const { values: given } = parseArgs({
  options: { frames: { type: 'string', default: '10000' }, json: { type: 'boolean', default: false } },
})
const ROUNDS = 7
const BATCH = 48
const folder = mkdtempSync(join(tmpdir(), 'liveness-bench-'))
const progress = (text: string): void => void process.stderr.write(`\r\x1b[K${text}`)

try {
  const frames = await drawFrames(BATCH)
  writeFrames(join(folder, 'frames'), frames)
  const starts = await measureStarts()
  const latency = await measureLatency()
  const memory = await measureMemory(frames, Number(given.frames))
  const speed = await measureSpeed(frames, await drawFrames(BATCH, { widthPixels: 1280, heightPixels: 720 }))
  const stages = await measureStages(frames, progress)
  progress('')
  report({ starts, latency, memory, speed, stages })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The server itself, as an operator starts it. */
function startServer(): Promise<Spawned> {
  const environment = { PORT: '0', METRICS_PORT: 'off', DATA_DIR: folder, VISION_WORKERS: '2' }
  return spawnServer(new URL('../src/main.ts', import.meta.url).pathname, [], environment)
}

async function stop({ child }: Spawned): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

/** The first start makes the database; the later ones find it. */
async function measureStarts(): Promise<{ firstMs: number; laterMs: number; listeningMs: number }> {
  progress('first start …')
  const first = await measureStart()
  const later: { listeningMs: number; readyMs: number }[] = []
  for (let i = 0; i < 3; i++) {
    progress(`later start ${i + 1} of 3 …`)
    later.push(await measureStart())
  }
  return {
    firstMs: first.readyMs,
    laterMs: median(later.map(({ readyMs }) => readyMs)),
    listeningMs: median(later.map(({ listeningMs }) => listeningMs)),
  }
}

/** From the start of the process until it listens, and until it can measure pictures. */
async function measureStart(): Promise<{ listeningMs: number; readyMs: number }> {
  const startedAt = performance.now()
  const server = await startServer()
  while ((await fetch(`${server.url}/readyz`)).status !== 200) await wait(10)
  const readyMs = performance.now() - startedAt
  await stop(server)
  return { listeningMs: server.startMs, readyMs }
}

/** `GET /` of a server whose pool always has frames waiting, one request after the other, and its memory then. */
async function measureLatency(): Promise<{ medianMs: number; p99Ms: number; megabytes: number }> {
  const folders = [join(folder, 'busy'), join(folder, 'frames')]
  const server = await spawnServer(new URL('./vision-server.ts', import.meta.url).pathname, folders, {})
  await wait(5000)
  const times: number[] = []
  for (let i = 0; i < 1000; i++) {
    if (i % 50 === 0) progress(`GET / while the pool is full: ${i} of 1000`)
    const started = performance.now()
    await (await fetch(server.url)).arrayBuffer()
    times.push(performance.now() - started)
    await wait(3)
  }
  const megabytes = residentMegabytes(server.child.pid ?? 0)
  await stop(server)
  const sorted = times.sort((a, b) => a - b)
  return { medianMs: median(sorted), p99Ms: sorted[Math.floor(0.99 * sorted.length)] ?? Number.NaN, megabytes }
}

async function measureMemory(
  frames: readonly Uint8Array<ArrayBuffer>[],
  count: number,
): Promise<{ frames: number; startMegabytes: number; endMegabytes: number }> {
  const pool = openPool(2)
  await run(pool, frames, 500)
  const startMegabytes = residentMegabytes(process.pid)
  for (let done = 0; done < count; done += 250) {
    progress(`memory over ${count} frames: ${done}, ${residentMegabytes(process.pid).toFixed(0)} MB`)
    await run(pool, frames, Math.min(250, count - done))
  }
  const endMegabytes = residentMegabytes(process.pid)
  await pool.close()
  return { frames: count, startMegabytes, endMegabytes }
}

/** Milliseconds a frame of each way, in alternating rounds, so that what else the machine does meets all alike. */
async function measureSpeed(
  frames: readonly Uint8Array<ArrayBuffer>[],
  frames720: readonly Uint8Array<ArrayBuffer>[],
): Promise<Record<Way, number>> {
  const { mesh, iris, detector } = await openVisionModels()
  const [one, two, human] = [openPool(1), openPool(2), await openHumanWasm()]
  const bare = async (bytes: Uint8Array): Promise<void> => {
    await sharp(bytes, { ignoreIcc: true }).raw().toBuffer()
    await mesh.run()
    await iris.run()
  }
  const ways: Record<Way, () => Promise<unknown>> = {
    bound: () => eachFrame(frames, bare),
    bound720: () => eachFrame(frames720, bare),
    one720: () => run(one, frames720, BATCH, FOLLOW_720),
    boundDetecting: () =>
      eachFrame(frames, async (bytes) => {
        await sharp(bytes, { ignoreIcc: true }).raw().toBuffer()
        await detector.run()
        await mesh.run()
        await iris.run()
      }),
    one: () => run(one, frames, BATCH),
    oneDetecting: () => run(one, frames, BATCH, { detect: true }),
    two: () => run(two, frames, BATCH),
    human: () => eachFrame(frames.slice(0, BATCH / 4), (bytes) => human.detect(bytes)),
  }
  const times = Object.fromEntries(Object.keys(ways).map((way) => [way, [] as number[]])) as Record<Way, number[]>
  for (let round = 0; round <= ROUNDS; round++) {
    for (const way of Object.keys(ways) as Way[]) {
      progress(`speed, round ${round} of ${ROUNDS}: ${way}`)
      const started = performance.now()
      await ways[way]()
      const perFrame = (performance.now() - started) / (way === 'human' ? BATCH / 4 : BATCH)
      if (round > 0) times[way].push(perFrame)
    }
  }
  await Promise.all([one.close(), two.close()])
  human.close()
  return Object.fromEntries(Object.entries(times).map(([way, all]) => [way, median(all)])) as Record<Way, number>
}

type Way = 'bound' | 'bound720' | 'one720' | 'boundDetecting' | 'one' | 'oneDetecting' | 'two' | 'human'

function openPool(workers: number): VisionPool {
  return openVisionPool({ modelFolder: join(folder, 'models'), workers, queueFramesMax: 16, log: () => {} })
}

/** Four frames under way at a time, as from four people. */
async function run(
  pool: VisionPool,
  frames: readonly Uint8Array<ArrayBuffer>[],
  count: number,
  how = {},
): Promise<void> {
  let next = 0
  const person = async (): Promise<void> => {
    while (next < count) {
      const bytes = frames[next++ % frames.length]!
      const { face } = await pool.observe({ bytes, ...FOLLOW, ...how })
      if (!face) throw new Error('a drawn face was not found')
    }
  }
  await Promise.all([1, 2, 3, 4].map(person))
}

async function eachFrame(
  frames: readonly Uint8Array[],
  measure: (bytes: Uint8Array) => Promise<unknown>,
): Promise<void> {
  for (const bytes of frames) await measure(bytes)
}

interface Results {
  readonly starts: Awaited<ReturnType<typeof measureStarts>>
  readonly latency: Awaited<ReturnType<typeof measureLatency>>
  readonly memory: Awaited<ReturnType<typeof measureMemory>>
  readonly speed: Record<Way, number>
  readonly stages: Readonly<Record<string, number>>
}

function report(results: Results): void {
  if (given.json) {
    console.log(JSON.stringify(results))
    return
  }
  const { starts, latency, memory, speed, stages } = results
  console.log(
    `${availableParallelism()} cores; 640 × 480 JPEG; medians of ${ROUNDS} alternating rounds of ${BATCH} frames`,
  )
  console.table(
    Object.fromEntries(
      Object.entries({
        'bare decode + mesh + eyes': speed.bound,
        'one worker, following': speed.one,
        'two workers, following': speed.two,
        'bare decode + mesh + eyes, 1280 × 720': speed.bound720,
        'one worker, following, 1280 × 720': speed.one720,
        'bare decode + detector + mesh + eyes': speed.boundDetecting,
        'one worker, detecting every frame': speed.oneDetecting,
        '@vladmandic/human on WASM, detecting every frame': speed.human,
      }).map(([way, ms]) => [way, { 'ms a frame': round(ms), 'frames a second': round(1000 / ms) }]),
    ),
  )
  console.table([
    row('one worker over the bound', speed.bound / speed.one, '≥ 0.7', (value) => value >= 0.7),
    row('one worker over the bound, 1280 × 720', speed.bound720 / speed.one720, '≥ 0.7', (value) => value >= 0.7),
    row('two workers over one', speed.one / speed.two, '≥ 1.7', (value) => value >= 1.7),
    row('one worker over human, both detecting', speed.human / speed.oneDetecting, '≥ 4', (value) => value >= 4),
    row('GET / p99 while the pool is full, ms', latency.p99Ms, '< 20', (value) => value < 20),
    row('first start to ready, s', starts.firstMs / 1000, '< 4', (value) => value < 4),
    row('later starts to ready, s', starts.laterMs / 1000, '< 1.5', (value) => value < 1.5),
    row('memory of a server with two busy workers, MB', latency.megabytes, '< 450', (value) => value < 450),
    row(
      `growth over ${memory.frames} frames, MB`,
      memory.endMegabytes - memory.startMegabytes,
      '< 50',
      (value) => value < 50,
    ),
  ])
  console.log(`A later start listens after ${round(starts.listeningMs / 1000)} s, while models are being loaded`)
  console.log(`Memory over ${memory.frames} frames: ${round(memory.startMegabytes)} → ${round(memory.endMegabytes)} MB`)
  console.log('Milliseconds a stage, alone on one thread:')
  console.table(Object.fromEntries(Object.entries(stages).map(([stage, ms]) => [stage, { ms: round(ms) }])))
}

function row(what: string, value: number, wanted: string, holds: (value: number) => boolean): Record<string, unknown> {
  return { what, value: round(value), wanted, holds: holds(value) ? 'yes' : 'NO' }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
