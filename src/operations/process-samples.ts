import type { Clock } from '../clock.ts'
import type { Metrics } from './metrics.ts'

/** What this process did in one minute. */
export interface ProcessSample {
  /** Its end; epoch milliseconds. */
  readonly at: number
  readonly requestsPerSecond: number
  /** The edge that 99 of 100 responses were within; infinite beyond the last bucket, 0 where there was no response. */
  readonly responseP99Ms: number
  readonly eventLoopP99Ms: number
  readonly memoryMiB: number
  /** Of one core, 0..; above 1 where several are busy. */
  readonly coresBusy: number
  readonly framesWaiting: number
}

export interface ProcessSamples {
  /** The last hour, the oldest first. */
  readonly samples: readonly ProcessSample[]
  /** Adds what happened since the last time. */
  take(): Promise<void>
}

const SAMPLES_MAX = 60
const INTERVAL_MS = 60_000

/** Keeps one sample a minute of this process's metrics in memory, for an hour. */
export function openProcessSamples({ registry }: Pick<Metrics, 'registry'>, clock: Clock): ProcessSamples {
  const samples: ProcessSample[] = []
  let before = { at: clock.now(), cpuSeconds: 0, counts: new Map<string, number>() }
  return {
    samples,
    async take() {
      const now = { at: clock.now(), cpuSeconds: await read('process_cpu_seconds_total'), counts: await readCounts() }
      const seconds = Math.max(1, now.at - before.at) / 1000
      const since = new Map([...now.counts].map(([edge, count]) => [edge, count - (before.counts.get(edge) ?? 0)]))
      samples.push({
        at: now.at,
        requestsPerSecond: (since.get('+Inf') ?? 0) / seconds,
        responseP99Ms: p99(since) * 1000,
        eventLoopP99Ms: (await read('nodejs_eventloop_lag_p99_seconds')) * 1000,
        memoryMiB: (await read('process_resident_memory_bytes')) / 1024 ** 2,
        coresBusy: (now.cpuSeconds - before.cpuSeconds) / seconds,
        framesWaiting: await read('vision_frames_waiting'),
      })
      if (samples.length > SAMPLES_MAX) samples.shift()
      before = now
    },
  }

  async function read(name: string): Promise<number> {
    const value = (await registry.getSingleMetric(name)?.get())?.values[0]?.value ?? 0
    return Number.isFinite(value) ? value : 0
  }

  /** Responses up to each edge of the buckets, in seconds, as text. */
  async function readCounts(): Promise<Map<string, number>> {
    const counts = new Map<string, number>()
    const found = await registry.getSingleMetric('http_request_duration_seconds')?.get()
    for (const { labels, value } of found?.values ?? []) {
      const { le } = labels as { le?: string | number }
      if (le !== undefined) counts.set(String(le), (counts.get(String(le)) ?? 0) + value)
    }
    return counts
  }
}

function p99(counts: ReadonlyMap<string, number>): number {
  const all = counts.get('+Inf') ?? 0
  if (all === 0) return 0
  const edges = [...counts].map(
    ([edge, count]) => [edge === '+Inf' ? Number.POSITIVE_INFINITY : Number(edge), count] as const,
  )
  return edges.toSorted(([a], [b]) => a - b).find(([, count]) => count >= all * 0.99)?.[0] ?? Number.POSITIVE_INFINITY
}

/** Takes a sample a minute until the returned function is called. */
export function startSampling(samples: ProcessSamples): () => void {
  const timer = setInterval(() => void samples.take(), INTERVAL_MS)
  timer.unref()
  return () => clearInterval(timer)
}
