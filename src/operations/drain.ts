import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { endAtOnce } from './end-at-once.ts'
import type { Log } from './log.ts'

const IDLE_CHECK_MS = 50
/** For what is left to do once every connection is closed. */
const CLOSE_MS_MAX = 5_000
/** Ctrl-C reaches every process of the terminal, and npm hands it on to the server that has it already. */
const SAME_SIGNAL_MS = 500

export interface DrainLimits {
  /** For how long requests are still taken, so that a load balancer notices. */
  readonly lingerMs: number
  /** How long a request in flight may take after that, until its response is read. */
  readonly requestMs: number
}

/**
 * On SIGTERM or SIGINT: unready at once, still answering for `lingerMs`, then no new connections, requests in flight
 * finish, those that take longer than `requestMs` are cut off, exit 0. A second signal, half a second or more after the
 * first, or work that does not end, ends the process at once, exit 1.
 */
export function drain(
  state: { draining: boolean },
  { lingerMs, requestMs }: DrainLimits,
  { logger, flush, end }: Pick<Log, 'logger' | 'flush' | 'end'>,
  servers: readonly Server[],
  close: () => Promise<void>,
): void {
  let drainingSince = 0
  const stop = async (signal: NodeJS.Signals) => {
    if (state.draining) {
      if (performance.now() - drainingSince < SAME_SIGNAL_MS) return
      logger.warn({ signal }, 'second signal: stopping at once')
      flush()
      endAtOnce()
    }
    state.draining = true
    drainingSince = performance.now()
    logger.info({ signal }, 'draining')
    flush()
    setTimeout(endAtOnce, lingerMs + requestMs + CLOSE_MS_MAX).unref()
    await sleep(lingerMs)
    // A kept-alive connection whose last request ended while closing would keep the process running.
    for (const server of servers) {
      setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS).unref()
      setTimeout(() => server.closeAllConnections(), requestMs).unref()
    }
    await close()
    logger.info('stopped')
    await end()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
