/**
 * Delivers a backlog of webhooks from two server processes, to a receiver that takes 200 a second, and asks `GET /`
 * meanwhile:
 *   npm run bench:webhooks                                              SQLite
 *   node test/with-postgres.ts node bench/webhooks.ts                   PostgreSQL
 * Options: --deliveries <n>, --rate <a second>. First it measures what three webhooks add to a transaction that writes
 * an event.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { systemClock } from '../src/clock.ts'
import { readConfig } from '../src/config.ts'
import { openEvidenceKeys } from '../src/evidence/evidence-keys.ts'
import { addEndpoint } from '../src/results/webhooks/add-endpoint.ts'
import { listEndpoints } from '../src/results/webhooks/endpoint-queries.ts'
import { enqueueEvent } from '../src/results/webhooks/enqueue-event.ts'
import { readBacklog } from '../src/results/webhooks/listing-queries.ts'
import { removeEndpoint } from '../src/results/webhooks/remove-endpoint.ts'
import { migrate } from '../src/storage/migrate.ts'
import { openStorage } from '../src/storage/open.ts'
import { testDatabaseUrl } from '../test/server.ts'
import { newDatabase } from './new-database.ts'
import { spawnServer } from './spawn-server.ts'

const ROUNDS = 500
const { values } = parseArgs({
  options: { deliveries: { type: 'string', default: '10000' }, rate: { type: 'string', default: '200' } },
})
const [wanted, rate] = [Number(values.deliveries), Number(values.rate)]
const folder = mkdtempSync(join(tmpdir(), 'webhooks-bench-'))
const database = testDatabaseUrl === '' ? '' : await newDatabase()
const environment = {
  ...{ PORT: '0', METRICS_PORT: 'off', DATA_DIR: folder, DATABASE_URL: database, WEBHOOK_NETWORKS: '127.0.0.1' },
  ...{ VISION_WORKERS: '1', LOG_LEVEL: 'info' },
}
const reading = readConfig(environment)
if (!reading.ok) throw new Error(reading.problems.join('\n'))
const storage = openStorage(reading.config, () => {})
await migrate(storage)
const { db } = storage
const needs = { db, clock: systemClock, evidenceKeys: openEvidenceKeys(reading.config) }

const seen = new Set<string>()
let [received, freeAt] = [0, 0]
/** Takes one after the other, so many a second. */
const receiver = createServer((request, response) => {
  request.resume()
  received++
  seen.add(String(request.headers['webhook-id']))
  const now = performance.now()
  freeAt = Math.max(now, freeAt) + 1000 / rate
  setTimeout(() => response.writeHead(204).end(), freeAt - now)
})
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`

const costMs: Record<string, number[]> = {}
for (const webhooks of [0, 3]) {
  for (let index = 0; index < webhooks; index++) await addEndpoint(needs, { url, events: null })
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now()
    await enqueue(1)
    times.push(performance.now() - begun)
  }
  costMs[webhooks] = times
}
for (const endpoint of await listEndpoints(db)) await removeEndpoint(needs, endpoint)
const [none = 0, three = 0] = Object.values(costMs).map((times) => at(times, 0.5))
console.log(`${database === '' ? 'SQLite' : 'PostgreSQL'}, two processes`)
console.log(
  `a transaction that writes an event: p50 ${none.toFixed(2)} ms with no webhook, ${three.toFixed(2)} ms with three ` +
    `(p95 ${at(costMs[3] ?? [], 0.95).toFixed(2)} ms; wanted: under 2 ms more)`,
)

await addEndpoint(needs, { url, events: null })
for (let done = 0; done < wanted; done += 500) await enqueue(Math.min(500, wanted - done))
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const begun = performance.now()
const servers = await Promise.all([spawnServer(main, [], environment), spawnServer(main, [], environment)])
const [getMs, first] = [[] as number[], performance.now()]
while ((await readBacklog(db)).waiting > 0)
  for (const { url: server } of [...servers, ...servers]) {
    const asked = performance.now()
    await (await fetch(server)).text()
    getMs.push(performance.now() - asked)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
const seconds = (performance.now() - begun) / 1000
console.log(
  `${wanted} deliveries to a receiver of ${rate} a second: ${seconds.toFixed(1)} s with the start of the servers, ` +
    `${((performance.now() - first) / 1000).toFixed(1)} s from then on (wanted: under 60 s)`,
)
console.log(`received ${received}, ${seen.size} different`)
console.log(
  `GET / meanwhile, ${getMs.length} of them: p50 ${at(getMs, 0.5).toFixed(1)} ms, p99 ${at(getMs, 0.99).toFixed(1)} ms ` +
    `(wanted: p99 under 25 ms)`,
)
for (const { child } of servers) child.kill('SIGKILL')
rmSync(folder, { recursive: true, force: true })
process.exit(0)

async function enqueue(count: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (let index = 0; index < count; index++) {
      const event = { type: 'account.deleted', accountId: null, data: { account_id: `${Math.random()}` } } as const
      await enqueueEvent(tx, { ...event, orderKey: event.data.account_id }, Date.now())
    }
  })
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
