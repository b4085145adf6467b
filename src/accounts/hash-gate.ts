import { refuse } from '../errors.ts'

const WAIT_MS_MAX = 250
const TYPICAL_HASH_MS = 10
const RETRY_AFTER_SECONDS = 1

export interface HashGate {
  /** Runs the work when its turn comes. Refuses `busy` when the wait would be longer than about 250 ms. */
  run<T>(work: () => Promise<T>): Promise<T>
  readonly running: number
  readonly waiting: number
}

/** Lets `concurrency` hashes run at once: more would only slow each other and everything else down. */
export function openHashGate(concurrency: number): HashGate {
  const queue: (() => void)[] = []
  let running = 0
  let hashMs = TYPICAL_HASH_MS

  return {
    async run(work) {
      if (running >= concurrency) {
        if ((queue.length * hashMs) / concurrency > WAIT_MS_MAX)
          throw refuse('busy', { retryAfterSeconds: RETRY_AFTER_SECONDS })
        await new Promise<void>((resolve) => queue.push(resolve))
      } else running++
      const startedAt = performance.now()
      try {
        return await work()
      } finally {
        hashMs += (performance.now() - startedAt - hashMs) / 16
        const next = queue.shift()
        if (next) next()
        else running--
      }
    },
    get running() {
      return running
    },
    get waiting() {
      return queue.length
    },
  }
}
