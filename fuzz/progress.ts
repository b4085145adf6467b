import type { Outcome } from './send.ts'
import type { FuzzedServer } from './server-process.ts'

export interface Progress {
  count(outcome: Outcome): void
  stop(): void
}

const mib = (bytes: number): number => Math.round(bytes / 1024 / 1024)

/** Prints a line a second: time, requests, their rate, statuses (`-` for no response) and the server's memory. */
export function startProgress(server: FuzzedServer, restBytes: number): Progress {
  const startedAt = performance.now()
  const statuses = new Map<string, number>()
  let sent = 0
  let sentBefore = 0
  const print = () => {
    const counts = [...statuses].sort(([a], [b]) => a.localeCompare(b)).map(([status, count]) => `${status}:${count}`)
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    const memory = `${mib(server.memoryBytes())} MiB, peak ${mib(server.peakBytes() - restBytes)} over rest`
    console.log(`${seconds} s  ${sent} sent, ${sent - sentBefore}/s  ${counts.join(' ')}  ${memory}`)
    sentBefore = sent
  }
  const timer = setInterval(print, 1000)
  return {
    count({ status }) {
      sent++
      const name = String(status ?? '-')
      statuses.set(name, (statuses.get(name) ?? 0) + 1)
    },
    stop() {
      clearInterval(timer)
      print()
    },
  }
}
