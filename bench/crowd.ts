/**
 * Many people who come at once, to a server with two workers:
 *   npm run bench:crowd                 200 people
 *   npm run bench:crowd -- --people 50
 * Prints how each fared, how long the last waited beside what the capacity allows, and how `GET /` did meanwhile.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cli } from '../test/commands/cli.ts'
import { drawTakes, type Ran, runSession } from './liveness-load.ts'
import { spawnServer } from './spawn-server.ts'

const { values } = parseArgs({
  options: { people: { type: 'string', default: '200' }, workers: { type: 'string', default: '2' } },
})
const people = Number(values.people)
const folder = mkdtempSync(join(tmpdir(), 'liveness-crowd-'))
const metricsPort = 20_000 + Math.floor(Math.random() * 20_000)
const environment = {
  ...{ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'info', FILM_DAYS: '0' },
  ...{ METRICS_PORT: String(metricsPort), VISION_WORKERS: values.workers },
}
const { url, child } = await spawnServer(fileURLToPath(new URL('../src/main.ts', import.meta.url)), [], environment)
const { key } = JSON.parse((await cli(environment, ['key', 'create', 'bench', '--json'])).out)
const headers = { authorization: `Bearer ${key}` }
console.log(`${people} people at once, ${values.workers} workers; drawing…`)
const takes = await drawTakes()

const ran: Ran[] = []
const begun = performance.now()
let over = false
const crowd = Promise.all(
  Array.from({ length: people }, async () => {
    ran.push(await runSession(url, url, headers, takes, async () => 0))
  }),
).then(() => {
  over = true
})

const getMs: number[] = []
for (let second = 0; !over; second++) {
  for (let tenth = 0; tenth < 10 && !over; tenth++) {
    const asked = performance.now()
    await (await fetch(url)).text()
    getMs.push(performance.now() - asked)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 100 - (performance.now() - asked))))
  }
  if (second % 5 === 0) console.log(await progress(second))
}
await crowd

const at = (numbers: readonly number[], share: number) =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(share * numbers.length))]!
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
const attempts = ran.map(({ sessionMs, positioningMs }) => sessionMs - positioningMs)
const verdicts = Object.entries(Object.groupBy(ran, ({ verdict }) => verdict)).map(
  ([name, all]) => `${all!.length} ${name}`,
)
console.log(`\nverdicts                                   ${verdicts.join(', ')}`)
for (const { id, verdict } of ran) if (verdict !== 'live') console.log(`  ${verdict.padEnd(41)}${await failed(id)}`)
console.log(`first movement to result, p50 and p95      ${seconds(at(attempts, 0.5))}, ${seconds(at(attempts, 0.95))}`)
console.log(`the last is through after                  ${seconds(performance.now() - begun)}`)
console.log(
  `people a minute                            ${((people * 60_000) / (performance.now() - begun)).toFixed(0)}`,
)
console.log(
  `GET / p50, p99, of ${String(getMs.length).padEnd(24)}${at(getMs, 0.5).toFixed(1)} ms, ${at(getMs, 0.99).toFixed(1)} ms (wanted: p99 under 50)`,
)
child.kill('SIGKILL')
rmSync(folder, { recursive: true, force: true })
process.exit(0)

async function failed(id: string): Promise<string> {
  const { data } = (await (await fetch(`${url}/liveness/sessions/${id}`, { headers })).json()) as {
    data: { hint?: string; signals: { name: string; state: string; value: number; required: boolean }[] }
  }
  const failing = data.signals.filter(({ state, required }) => required && state !== 'passed')
  return [...failing.map(({ name, value }) => `${name} ${value}`), data.hint].join(', ')
}

async function progress(second: number): Promise<string> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  const read = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0)
  const frames = read('liveness_frame_seconds_count')
  const memory = Math.round(read('process_resident_memory_bytes') / 2 ** 20)
  const waiting = read('liveness_sessions_waiting')
  return `${String(second).padStart(4)} s: ${ran.length} through, ${waiting} wait, ${frames} frames measured, ${memory} MiB`
}
