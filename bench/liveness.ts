/**
 * Measures liveness sessions on real server processes, in real time, over WebSockets:
 *   npm run bench:liveness                                              SQLite, one process
 *   node test/with-postgres.ts node bench/liveness.ts                   PostgreSQL, two processes
 * Options: --sessions <n> at once (as many as the cores can follow unless told), --rounds <n>, --webhooks <n> that are
 * told of each verdict (none unless told).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openStorage } from '../src/storage/open.ts'
import { cli } from '../test/commands/cli.ts'
import { testDatabaseUrl } from '../test/server.ts'
import { drawTakes, FRAMES_PER_SECOND, type Ran, runSession } from './liveness-load.ts'
import { newDatabase } from './new-database.ts'
import { type Spawned, spawnServer } from './spawn-server.ts'

const CREATED = 200
const ALONE = 12
const { values } = parseArgs({
  options: {
    sessions: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    webhooks: { type: 'string', default: '0' },
  },
})

const folder = mkdtempSync(join(tmpdir(), 'liveness-bench-'))
const cores = availableParallelism()
const database = testDatabaseUrl === '' ? '' : await newDatabase()
const environment = {
  PORT: '0',
  DATA_DIR: folder,
  DATABASE_URL: database,
  LOG_LEVEL: 'info',
  // Everybody is the same drawn person.
  FILM_DAYS: '0',
  LIVENESS_SESSION_SECONDS: '300',
  WEBHOOK_NETWORKS: '127.0.0.1',
}
const processCount = database === '' ? 1 : 2
const servers: Spawned[] = []
const metricsUrls: string[] = []
for (let index = 0; index < processCount; index++) {
  const metricsPort = 20_000 + Math.floor(Math.random() * 20_000)
  const own = { METRICS_PORT: String(metricsPort), VISION_WORKERS: String(Math.max(1, cores / processCount)) }
  servers.push(
    await spawnServer(fileURLToPath(new URL('../src/main.ts', import.meta.url)), [], { ...environment, ...own }),
  )
  metricsUrls.push(`http://127.0.0.1:${metricsPort}/metrics`)
}
const { key } = JSON.parse((await cli(environment, ['key', 'create', 'bench', '--json'])).out)
let told = 0
const receiver = createServer((request, response) => {
  told++
  request.resume()
  response.writeHead(204).end()
})
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const { port } = receiver.address() as AddressInfo
for (let count = 0; count < Number(values.webhooks); count++)
  await cli(environment, ['webhook', 'add', `http://127.0.0.1:${port}/${count}`])
const headers = { authorization: `Bearer ${key}` }
const url = (index: number) => servers[index % servers.length]!.url
console.log(`${cores} cores, ${database === '' ? 'SQLite, one process' : 'PostgreSQL, two processes'}; drawing…`)
const takes = await drawTakes()
const storage = openStorage({ DATA_DIR: folder, DATABASE_URL: database }, () => {})

const created: number[] = []
for (let count = 0; count < CREATED; count++) {
  const begun = performance.now()
  await fetch(`${url(count)}/liveness/sessions`, { method: 'POST', headers })
  created.push(performance.now() - begun)
}
line('creating a session', created, 20)

const alone: Ran[] = []
for (let count = 0; count < ALONE; count++)
  alone.push(await runSession(url(0), url(count), headers, takes, decidedBy, ['turn_left']))
line(
  'last frame to result, one session',
  alone.map(({ resultMs }) => resultMs),
  150,
)

const before = await counters()
const perFrame = before.frameSeconds / before.frames
const atOnce = Number(values.sessions ?? Math.max(2, Math.floor((cores / perFrame / FRAMES_PER_SECOND) * 0.8)))
const begun = performance.now()
const crowd: Ran[] = []
for (let round = 0; round < Number(values.rounds); round++)
  crowd.push(
    ...(await Promise.all(
      Array.from({ length: atOnce }, (_, index) => runSession(url(index), url(index), headers, takes, decidedBy)),
    )),
  )
const minutes = (performance.now() - begun) / 60_000
const after = await counters()
line(
  `last frame to result, ${atOnce} at once at ${FRAMES_PER_SECOND} frames a second`,
  crowd.map(({ resultMs }) => resultMs),
  500,
)

const cpuSeconds = after.cpuSeconds - before.cpuSeconds
const measured = after.frames - before.frames
const sent = crowd.reduce((sum, { frames }) => sum + frames, 0)
const verdicts = Object.entries(Object.groupBy(crowd, ({ verdict }) => verdict)).map(
  ([name, all]) => `${all!.length} ${name}`,
)
console.log(
  `\n${crowd.length} sessions of ${(sent / crowd.length).toFixed(0)} frames: ${verdicts.join(', ')}; ${((100 * measured) / sent).toFixed(0)} % of the frames were measured`,
)
console.log(
  `sessions a minute, by the clock        ${(crowd.length / minutes).toFixed(0)} (people take ${(crowd[0]!.sessionMs / 1000).toFixed(0)} s each)`,
)
console.log(`sessions a minute and core, by CPU     ${((60 * crowd.length) / cpuSeconds).toFixed(0)} (wanted: over 40)`)
console.log(`CPU a session                          ${((1000 * cpuSeconds) / crowd.length).toFixed(0)} ms`)
console.log(`CPU a frame measured                   ${((1000 * cpuSeconds) / measured).toFixed(1)} ms`)
console.log(
  `a frame from arrival to being stored   ${((1000 * (after.frameSeconds - before.frameSeconds)) / measured).toFixed(1)} ms on average`,
)
console.log(
  `of it in the engine, waiting included  ${((1000 * (after.engineSeconds - before.engineSeconds)) / measured).toFixed(1)} ms`,
)

console.log(`${values.webhooks} webhooks, told ${told} times`)

for (const { child } of servers) child.kill('SIGKILL')
rmSync(folder, { recursive: true, force: true })
process.exit(0)

/** The sequence of the last frame that a session took. */
async function decidedBy(id: string): Promise<number> {
  const query = storage.db.selectFrom('liveness_session').select('last_sequence').where('id', '=', id)
  return (await query.executeTakeFirstOrThrow()).last_sequence
}

function line(name: string, times: number[], wantedMs: number): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(1)
  console.log(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (wanted: p95 under ${wantedMs})`)
}

async function counters() {
  const texts = await Promise.all(metricsUrls.map(async (metrics) => (await fetch(metrics)).text()))
  const sum = (name: string) =>
    texts.reduce((total, text) => total + Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0), 0)
  return {
    cpuSeconds: sum('process_cpu_seconds_total'),
    frames: sum('liveness_frame_seconds_count'),
    frameSeconds: sum('liveness_frame_seconds_sum'),
    engineSeconds: sum('liveness_engine_seconds_sum'),
  }
}
