/** Measures the account server against what its parts cost bare, all in one run: `npm run bench`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { hash, verify } from '@node-rs/argon2'
import autocannon from 'autocannon'
import { residentMegabytes, spawnServer } from './spawn-server.ts'

const ROUNDS = 9
const SECONDS = 3
const somebody = { fullname: 'Some Body', username: 'somebody', password: 'correct horse' }
const json = { 'content-type': 'application/json' }
const folder = mkdtempSync(join(tmpdir(), 'liveness-bench-'))
const main = new URL('../src/main.ts', import.meta.url).pathname
const bareProgram = new URL('./bare-server.ts', import.meta.url).pathname

const environment = { PORT: '0', DATA_DIR: folder }
const ours = await spawnServer(main, [], environment)
const firstAnswerMs = ours.startMs + (await timeOf(() => fetch(ours.url)))
await new Promise((resolve) => setTimeout(resolve, 3000))
const restMegabytes = residentMegabytes(ours.child.pid ?? 0)

await fetch(`${ours.url}/auth/register`, { method: 'POST', headers: json, body: JSON.stringify(somebody) })
const loggedIn = await fetch(`${ours.url}/auth/login`, {
  method: 'POST',
  headers: json,
  body: JSON.stringify(somebody),
})
const cookie = loggedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
const bare = await spawnServer(bareProgram, [join(folder, 'liveness.db')], {})

const front = await compare('/', {})
const home = await compare('/home', { cookie })
const logins = await measureLogins()

console.log(
  `\n${ROUNDS} rounds of ${SECONDS} s, alternating; medians, of the ratios too, each of two rounds that follow each other; ` +
    `${availableParallelism()} cores, load generator on the same`,
)
console.table([
  compared('GET / per second, over bare node:http', front, 0.6),
  compared('GET /home per second, over bare + hash + SQLite', home, 0.5),
  compared('logins per second, over the hash alone', logins.rates, 0.7),
  bounded('GET / p99 during that flood, ms', logins.frontP99Ms, 25),
  bounded('start to first answer, ms', firstAnswerMs, 1000),
  bounded('memory at rest, MB', restMegabytes, 150),
])
ours.child.kill()
bare.child.kill()
rmSync(folder, { recursive: true, force: true })

/** Events a second, one entry a round. */
interface Rates {
  readonly ours: number[]
  readonly bare: number[]
}

function compared(what: string, { ours, bare }: Rates, asked: number) {
  const ratio = median(ours.map((rate, round) => rate / (bare[round] ?? Number.NaN)))
  const [value, base] = [ours, bare].map((rates) => Math.round(median(rates)))
  return { what, value, base, ratio: ratio.toFixed(2), asked: `≥ ${asked}`, met: ratio >= asked ? 'yes' : 'NO' }
}

function bounded(what: string, value: number, below: number) {
  const met = value < below ? 'yes' : 'NO'
  return { what, value: Math.round(value), base: '', ratio: '', asked: `< ${below}`, met }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function compare(path: string, headers: Record<string, string>): Promise<Rates> {
  const rates: Rates = { ours: [], bare: [] }
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, { url }] of [
      ['ours', ours],
      ['bare', bare],
    ] as const) {
      console.error(`GET ${path}, ${name}, round ${round + 1} of ${ROUNDS} …`)
      const outcome = await autocannon({ url: url + path, connections: 32, duration: SECONDS, headers })
      if (outcome.non2xx > 0 || outcome.errors > 0)
        throw new Error(`${name}: ${outcome.non2xx} refused, ${outcome.errors} errors`)
      rates[name].push(outcome.requests.average)
    }
  return rates
}

/** The hash alone runs as many at once as the server lets run: cores − 1, at least one, at most two. */
async function measureLogins() {
  const atOnce = Math.max(1, Math.min(2, availableParallelism() - 1))
  const stored = await hash(somebody.password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  const rates: Rates = { ours: [], bare: [] }
  const p99s: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    console.error(`logins, round ${round + 1} of ${ROUNDS} …`)
    const until = performance.now() + SECONDS * 1000
    let hashes = 0
    const work = async () => {
      for (; performance.now() < until; hashes++) await verify(stored, somebody.password)
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    rates.bare.push(hashes / SECONDS)

    const body = JSON.stringify(somebody)
    const [flood, front] = await Promise.all([
      autocannon({
        url: `${ours.url}/auth/login`,
        method: 'POST',
        headers: json,
        body,
        connections: 16,
        duration: SECONDS,
      }),
      probeFront(performance.now() + SECONDS * 1000),
    ])
    rates.ours.push(flood['2xx'] / flood.duration)
    p99s.push(front)
  }
  return { rates, frontP99Ms: median(p99s) }
}

async function probeFront(until: number): Promise<number> {
  const times: number[] = []
  while (performance.now() < until) {
    times.push(await timeOf(() => fetch(`${ours.url}/`).then((response) => response.text())))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN
}
