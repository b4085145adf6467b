import { runSession } from './liveness-load.ts'
import type { Load } from './scaling-level.ts'
import { residentMegabytes, spawnServer } from './spawn-server.ts'

const PEOPLE = 4

/** A sentence: what a process takes with one worker and what each further one adds, after some sessions. */
export async function measureMemory(
  main: string,
  environment: Record<string, string>,
  { headers, takes, postgres }: Pick<Load, 'headers' | 'takes' | 'postgres'>,
): Promise<string> {
  const mebibytes: number[] = []
  for (const workers of [1, 3]) {
    const own = { ...environment, METRICS_PORT: 'off', VISION_WORKERS: String(workers) }
    const { url, child } = await spawnServer(main, [], own)
    const session = () => runSession(url, url, headers, takes, (id) => postgres.lastSequence(id))
    await Promise.all(Array.from({ length: PEOPLE }, session))
    mebibytes.push(residentMegabytes(child.pid!))
    child.kill('SIGKILL')
  }
  const [one = 0, three = 0] = mebibytes
  return `A process with one worker holds ${one.toFixed(0)} MiB after ${PEOPLE} sessions at once, and ${((three - one) / 2).toFixed(0)} MiB more for each further worker.`
}
