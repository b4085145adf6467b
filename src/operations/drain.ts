import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './log.ts'

const CLOSE_MS_MAX = 30_000
const IDLE_CHECK_MS = 50
/** After this, whoever does not read an answer no longer holds the process up. */
const ANSWER_MS_MAX = 10_000

/**
 * On SIGTERM or SIGINT: unready at once, still answering for `lingerMs` so that a load balancer notices, then no new
 * connections, requests in flight finish, exit 0. A second signal, or 30 s, ends the process at once.
 */
export function drain(
  state: { draining: boolean },
  lingerMs: number,
  { logger, flush }: Log,
  server: Server,
  close: () => Promise<void>,
): void {
  const stop = async (signal: NodeJS.Signals) => {
    if (state.draining) {
      logger.warn({ signal }, 'second signal: stopping at once')
      flush()
      process.exit(1)
    }
    state.draining = true
    logger.info({ signal }, 'draining')
    flush()
    setTimeout(() => process.exit(1), lingerMs + CLOSE_MS_MAX).unref()
    await sleep(lingerMs)
    // A kept-alive connection whose last request was answered while closing would hold the process up.
    setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS).unref()
    setTimeout(() => server.closeAllConnections(), ANSWER_MS_MAX).unref()
    await close()
    logger.info('stopped')
    flush()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
