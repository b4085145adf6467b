/** Measures the account server against what its parts cost bare, all in one run: `npm run bench`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { hash, verify } from '@node-rs/argon2'
import autocannon from 'autocannon'
import { residentMegabytes, spawnServer } from './spawn-server.ts'

const ROUNDS = 3
const SECONDS = 4
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
  `\n${ROUNDS} rounds of ${SECONDS} s, alternating; medians; ${availableParallelism()} cores, load generator on the same`,
)
console.table([
  row('GET / per second, over bare node:http', front.ours, front.bare, '≥ 0.6', front.ours / front.bare >= 0.6),
  row('GET /home per second, over bare + hash + SQLite', home.ours, home.bare, '≥ 0.5', home.ours / home.bare >= 0.5),
  row(
    'logins per second, over the hash alone',
    logins.perSecond,
    logins.hashesPerSecond,
    '≥ 0.7',
    logins.perSecond / logins.hashesPerSecond >= 0.7,
  ),
  row('GET / p99 during that flood, ms', logins.frontP99Ms, undefined, '< 25', logins.frontP99Ms < 25),
  row('start to first answer, ms', firstAnswerMs, undefined, '< 1000', firstAnswerMs < 1000),
  row('memory at rest, MB', restMegabytes, undefined, '< 150', restMegabytes < 150),
])
ours.child.kill()
bare.child.kill()
rmSync(folder, { recursive: true, force: true })

function row(what: string, value: number, base: number | undefined, asked: string, met: boolean) {
  const ratio = base === undefined ? '' : (value / base).toFixed(2)
  return {
    what,
    value: Math.round(value),
    base: base === undefined ? '' : Math.round(base),
    ratio,
    asked,
    met: met ? 'yes' : 'NO',
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function compare(path: string, headers: Record<string, string>): Promise<{ ours: number; bare: number }> {
  const rates = { ours: [] as number[], bare: [] as number[] }
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
  return { ours: median(rates.ours), bare: median(rates.bare) }
}

/** The hash alone runs as many at once as the server lets run: cores − 1, at least one, at most two. */
async function measureLogins() {
  const atOnce = Math.max(1, Math.min(2, availableParallelism() - 1))
  const stored = await hash(somebody.password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  const rounds = { hashes: [] as number[], logins: [] as number[], p99: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    console.error(`logins, round ${round + 1} of ${ROUNDS} …`)
    const until = performance.now() + SECONDS * 1000
    let hashes = 0
    const work = async () => {
      for (; performance.now() < until; hashes++) await verify(stored, somebody.password)
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    rounds.hashes.push(hashes / SECONDS)

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
    rounds.logins.push(flood['2xx'] / flood.duration)
    rounds.p99.push(front)
  }
  return { hashesPerSecond: median(rounds.hashes), perSecond: median(rounds.logins), frontP99Ms: median(rounds.p99) }
}

async function probeFront(until: number): Promise<number> {
  const times: number[] = []
  while (performance.now() < until) {
    times.push(await timeOf(() => fetch(`${ours.url}/`).then((response) => response.text())))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN
}
