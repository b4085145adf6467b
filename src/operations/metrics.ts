import { createServer, type Server } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { HashGate } from '../accounts/hash-gate.ts'
import type { SteadyClock } from '../clock.ts'
import { isKnownHost } from './is-known-host.ts'

export interface Metrics {
  readonly registry: Registry
  /** Duration in seconds by method, route pattern and status. */
  readonly requests: Histogram<'method' | 'route' | 'status'>
}

export function openMetrics(gate: HashGate, linesDropped: () => number = () => 0): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to response',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  })
  new Gauge({
    name: 'password_hashes_waiting',
    help: 'Password hashes that wait for their turn',
    registers: [registry],
    collect() {
      this.set(gate.waiting)
    },
  })
  new Counter({
    name: 'log_lines_dropped_total',
    help: 'Log lines that were dropped because nobody read them or they could not be written',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(linesDropped())
    },
  })
  return { registry, requests }
}

export interface SweepMetrics {
  /** To be called where a sweep came to its end; steady milliseconds. */
  completed(begunAtMs: number, endedAtMs: number): void
}

/** `readOverdue` is asked at each collection, as a date; where it fails, the value of before stays. */
export function openSweepMetrics(
  registry: Registry,
  readOverdue: () => Promise<number | null>,
  clock: SteadyClock,
): SweepMetrics {
  const registers = [registry]
  const began = clock.steady()
  let completedAt = began
  new Gauge({
    name: 'sweep_age_seconds',
    help: 'Time since this process last completed a sweep, or since its start',
    registers,
    collect() {
      this.set((clock.steady() - completedAt) / 1000)
    },
  })
  const duration = new Gauge({ name: 'sweep_seconds', help: 'How long the last completed sweep took here', registers })
  new Gauge({
    name: 'evidence_overdue_seconds',
    help: 'How long the oldest kept evidence is past its date',
    registers,
    async collect() {
      const keepUntil = await readOverdue().catch(() => undefined)
      if (keepUntil !== undefined) this.set(Math.max(0, (clock.now() - (keepUntil ?? clock.now())) / 1000))
    },
  })
  return {
    completed(begunAtMs, endedAtMs) {
      completedAt = endedAtMs
      duration.set((endedAtMs - begunAtMs) / 1000)
    },
  }
}

/**
 * Serves `GET /metrics`, and nothing else, on a port of its own, so that the public one need not hide it. Who does not
 * ask for an address, `localhost`, `host` or one of the `names` is refused with 421 (RFC 9110, 15.5.20).
 */
export function serveMetrics(
  registry: Registry,
  host: string,
  port: number,
  names: readonly string[] = [],
): Promise<Server> {
  const known = [host.toLowerCase(), ...names]
  const server = createServer(async (request, response) => {
    if (!isKnownHost(request.headers.host, known)) {
      response.writeHead(421).end('METRICS_NAMES does not list this host name\n')
      return
    }
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    try {
      const text = await registry.metrics()
      response.writeHead(200, { 'content-type': registry.contentType }).end(text)
    } catch {
      response.writeHead(500).end('a metric could not be collected\n')
    }
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}

/** Beside the public port, 1000 above it (below it where that does not fit), unless the configuration names a port. */
export function metricsPort(configured: number | 'beside', publicPort: number): number {
  if (configured !== 'beside') return configured
  if (publicPort === 0) return 0
  return publicPort + 1000 <= 65_535 ? publicPort + 1000 : publicPort - 1000
}
