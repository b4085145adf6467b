import { refuse } from '../errors.ts'
import { openFairQueue } from './fair-queue.ts'

const WAIT_MS_MAX = 250
/** On a machine that is slow just now, too, so many may wait that there are turns to take. */
const WAITING_MIN = 4
const TYPICAL_HASH_MS = 10
const RETRY_AFTER_SECONDS = 1

export interface HashGate {
  /**
   * Runs the work when the turn of its network comes: networks take turns, one hash each. Refuses `busy` when all that
   * wait, four at least, would take longer than about 250 ms; of them the network with the most is refused first.
   */
  run<T>(network: string, work: () => Promise<T>): Promise<T>
  readonly running: number
  readonly waiting: number
}

/** Lets `concurrency` hashes run at once: more would only slow each other and everything else down. */
export function openHashGate(concurrency: number): HashGate {
  const queue = openFairQueue<PromiseWithResolvers<void>>()
  let running = 0
  let hashMs = TYPICAL_HASH_MS

  function turn(network: string): Promise<void> {
    const turn = Promise.withResolvers<void>()
    const isFull = queue.size >= WAITING_MIN && (queue.size * hashMs) / concurrency > WAIT_MS_MAX
    const refused = isFull ? queue.replaceLast(network, turn) : queue.add(network, turn)
    refused?.reject(refuse('busy', { retryAfterSeconds: RETRY_AFTER_SECONDS }))
    return turn.promise
  }

  return {
    async run(network, work) {
      if (running >= concurrency) await turn(network)
      else running++
      const startedAt = performance.now()
      try {
        return await work()
      } finally {
        hashMs += (performance.now() - startedAt - hashMs) / 16
        const next = queue.next()
        if (next) next.resolve()
        else running--
      }
    },
    get running() {
      return running
    },
    get waiting() {
      return queue.size
    },
  }
}
