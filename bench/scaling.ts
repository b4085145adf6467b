/**
 * Four server processes on one PostgreSQL behind a proxy, and more and more people at once until they no longer get
 * through faster:
 *   npm run bench:scaling                        the curve, and what a session costs each part
 *   npm run bench:scaling -- --write             puts the tables into docs/scaling.md and draws docs/images/scaling.svg
 * Options: --levels 1,2,4 people at once, --processes <n>, each with one worker, --rounds <n> sessions that each goes
 * through. The people are played on the same machine, which takes about a tenth of it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cli } from '../test/commands/cli.ts'
import { drawTakes } from './liveness-load.ts'
import { measureMemory } from './memory-by-workers.ts'
import { newDatabase } from './new-database.ts'
import { plotCurves } from './plot-curve.ts'
import { watchPostgres } from './postgres-counters.ts'
import { openProxy } from './proxy.ts'
import { replaceMeasured } from './replace-measured.ts'
import { type Level, runLevel } from './scaling-level.ts'
import { costTable, curveTable } from './scaling-tables.ts'
import { type Spawned, spawnServer } from './spawn-server.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const document = fileURLToPath(new URL('../docs/scaling.md', import.meta.url))
const picture = fileURLToPath(new URL('../docs/images/scaling.svg', import.meta.url))

const { values } = parseArgs({
  options: {
    levels: { type: 'string', default: '1,2,4,8,16,24' },
    processes: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
})
const levels = values.levels.split(',').map(Number)
const folder = mkdtempSync(join(tmpdir(), 'liveness-scaling-'))
const database = await newDatabase()
const environment = {
  ...{ PORT: '0', DATA_DIR: folder, DATABASE_URL: database, LOG_LEVEL: 'info', TRUSTED_PROXIES: '127.0.0.1' },
  // Everybody is the same drawn person, at one address.
  ...{ FILM_DAYS: '0', LIVENESS_NETWORK_FAILURES_MAX: '0', LIVENESS_SESSION_SECONDS: '300', VISION_WORKERS: '1' },
}
const servers: (Spawned & { readonly metricsUrl: string })[] = []
for (let index = 0; index < Number(values.processes); index++) {
  const port = String(20_000 + Math.floor(Math.random() * 20_000))
  const server = await spawnServer(main, [], { ...environment, METRICS_PORT: port })
  servers.push({ ...server, metricsUrl: `http://127.0.0.1:${port}/metrics` })
}
const { key } = JSON.parse((await cli(environment, ['key', 'create', 'bench', '--json'])).out)
const headers = { authorization: `Bearer ${key}` }
const proxy = await openProxy(
  folder,
  servers.map(({ url }) => url),
)
console.error(`${availableParallelism()} cores, ${servers.length} processes, PostgreSQL, ${proxy.name}; drawing…`)
const load = { headers, takes: await drawTakes(), proxy, servers, postgres: await watchPostgres(database) }

// The first sessions compile what they run.
await runLevel(load, servers.length, 1)
const measured: Level[] = []
for (const people of levels) {
  const rounds = Math.max(Number(values.rounds), people <= 2 ? 3 : 0)
  const level = await runLevel(load, people, rounds)
  measured.push(level)
  const others = level.others.length === 0 ? '' : `, not live: ${level.others.join(', ')}`
  console.error(`${String(people).padStart(4)} at once: ${level.sessionsAMinute.toFixed(0)} sessions a minute${others}`)
}
for (const { child } of servers) child.kill('SIGKILL')
proxy.close()
const memory = await measureMemory(main, environment, load)

const text = [
  `${availableParallelism()} cores, ${servers.length} server processes with one worker each, PostgreSQL and ${proxy.name} beside them:`,
  '',
  curveTable(measured),
  '',
  'What a session costs: of one, of as many at once as get nearly all their frames measured, and of the most a minute:',
  '',
  costTable(measured),
  '',
  memory,
].join('\n')
console.log(text)
if (values.write) {
  writeFileSync(document, replaceMeasured(readFileSync(document, 'utf8'), 'bench:scaling', text))
  const points = (y: (level: Level) => number) => measured.map((level) => ({ x: level.people, y: y(level) }))
  const curves = [
    { name: 'sessions a minute', points: points((level) => level.sessionsAMinute), color: '#06c', dashes: '' },
    {
      name: 'ms from last frame to result, p95',
      points: points((level) => level.resultMs.p95),
      color: '#a30',
      dashes: '6 4',
    },
  ] as const
  writeFileSync(picture, plotCurves('people at once', curves))
}
await load.postgres.close()
rmSync(folder, { recursive: true, force: true })
process.exit(0)
