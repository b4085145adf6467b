import { cpus } from 'node:os'
import { type drawTakes, type Ran, runSession } from './liveness-load.ts'
import type { PostgresCounters, watchPostgres } from './postgres-counters.ts'
import { familySeconds, noSeconds, type Part, parentOf, processSeconds, secondsByPart } from './processor-time.ts'
import type { OpenedProxy } from './proxy.ts'
import { residentMegabytes, type Spawned } from './spawn-server.ts'

export interface Load {
  readonly headers: Record<string, string>
  readonly takes: Awaited<ReturnType<typeof drawTakes>>
  readonly proxy: OpenedProxy
  readonly servers: readonly (Spawned & { readonly metricsUrl: string })[]
  readonly postgres: Awaited<ReturnType<typeof watchPostgres>>
}

/** What so many people at once came to. Counts and seconds of processor are of all sessions together. */
export interface Level {
  readonly people: number
  readonly sessions: number
  readonly live: number
  /** Of the others, in words. */
  readonly others: readonly string[]
  readonly sessionsAMinute: number
  readonly resultMs: { readonly p50: number; readonly p95: number }
  /** How long a session took, from its opening. */
  readonly sessionSeconds: number
  readonly sent: number
  readonly measured: number
  /** Of the machine, 0..1, whoever used it. */
  readonly busy: number
  readonly seconds: Used
  readonly postgres: PostgresCounters
  /** Means of what was seen now and then. */
  readonly queue: number
  readonly waiting: number
  readonly connectionsMax: number
  /** Of all server processes together, at the end. */
  readonly serverMebibytes: number
}

interface Used {
  readonly servers: number
  readonly parts: Readonly<Record<Part, number>>
  readonly postgres: number
  readonly proxy: number
  readonly people: number
}

/** Often enough; asking four processes for their metrics costs some processor itself. */
const SEEN_EVERY_MS = 3_000

/** Lets each of so many people go through their sessions one after the other, all at once. */
export async function runLevel(load: Load, people: number, rounds: number): Promise<Level> {
  const { proxy, headers, takes, servers, postgres } = load
  const before = await readAll(load)
  const seen = { queue: [] as number[], waiting: [] as number[], connections: [] as number[] }
  const watching = setInterval(async () => {
    const sum = await readMetrics(servers)
    seen.queue.push(sum('vision_frames_waiting'))
    seen.waiting.push(sum('liveness_sessions_waiting'))
    seen.connections.push(await postgres.connections())
  }, SEEN_EVERY_MS)
  const begun = performance.now()
  const ran: Ran[] = []
  await Promise.all(
    Array.from({ length: people }, async (_, index) => {
      // Not in step with each other.
      await new Promise((resolve) => setTimeout(resolve, (index * 1000) / people))
      for (let round = 0; round < rounds; round++)
        ran.push(await runSession(proxy.url, proxy.url, headers, takes, (id) => postgres.lastSequence(id)))
    }),
  )
  const minutes = (performance.now() - begun) / 60_000
  clearInterval(watching)
  const after = await readAll(load)
  const results = ran.map(({ resultMs }) => resultMs).sort((a, b) => a - b)
  const at = (share: number) => results[Math.min(results.length - 1, Math.floor(share * results.length))]!
  return {
    people,
    sessions: ran.length,
    live: ran.filter(({ verdict }) => verdict === 'live').length,
    others: ran.map(({ verdict }) => verdict).filter((verdict) => verdict !== 'live'),
    sessionsAMinute: ran.length / minutes,
    resultMs: { p50: at(0.5), p95: at(0.95) },
    sessionSeconds: mean(ran.map(({ sessionMs }) => sessionMs)) / 1000,
    sent: ran.reduce((sum, { frames }) => sum + frames, 0),
    measured: after.frames - before.frames,
    busy: (after.machine.busy - before.machine.busy) / (after.machine.all - before.machine.all),
    seconds: less(after.seconds, before.seconds),
    postgres: less(after.postgres, before.postgres),
    queue: mean(seen.queue),
    waiting: mean(seen.waiting),
    connectionsMax: Math.max(0, ...seen.connections),
    serverMebibytes: servers.reduce((sum, { child }) => sum + residentMegabytes(child.pid!), 0),
  }
}

async function readAll({ servers, proxy, postgres }: Load) {
  const parts = { ...noSeconds }
  for (const { child } of servers)
    for (const [part, seconds] of Object.entries(secondsByPart(child.pid!))) parts[part as Part] += seconds
  const { user, system } = process.cpuUsage()
  const seconds: Used = {
    servers: servers.reduce((sum, { child }) => sum + processSeconds(child.pid!), 0),
    parts,
    postgres: familySeconds(parentOf(postgres.backendPid)),
    proxy: proxy.pid === null ? 0 : familySeconds(proxy.pid),
    people: (user + system) / 1e6,
  }
  const frames = (await readMetrics(servers))('liveness_frame_seconds_count')
  return { seconds, frames, machine: machineTime(), postgres: await postgres.read() }
}

async function readMetrics(servers: Load['servers']): Promise<(name: string) => number> {
  const texts = await Promise.all(servers.map(async ({ metricsUrl }) => (await fetch(metricsUrl)).text()))
  return (name) =>
    texts.reduce((total, text) => total + Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0), 0)
}

function machineTime(): { busy: number; all: number } {
  const times = cpus().map(({ times }) => times)
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0)
  return { all, busy: all - times.reduce((sum, { idle }) => sum + idle, 0) }
}

/** Each number of one value less that of the other. */
function less<Value extends object>(after: Value, before: Value): Value {
  const entries = Object.entries(after).map(([name, value]) => {
    const then = (before as Record<string, unknown>)[name]
    return [name, typeof value === 'number' ? value - (then as number) : less(value, then as object)]
  })
  return Object.fromEntries(entries)
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length
