import type { FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'

const WARNING_INTERVAL_MS = 3_600_000

/**
 * Warns in the log and tells `record` the sender, once an hour at most, where a request that names its client in
 * `X-Forwarded-For` comes from somebody who is not a trusted proxy: behind a proxy that is not listed all clients
 * count as one address.
 */
export function warnOfIgnoredForwarding(
  clock: Clock,
  record: (sender: string) => Promise<void>,
): (request: FastifyRequest) => void {
  let warnedAt = Number.NEGATIVE_INFINITY
  return ({ headers, ips, ip: sender, log }) => {
    const isTrusted = ips !== undefined && ips.length > 1
    // The distance, so that a clock that is set back does not silence the warning for longer.
    if (!headers['x-forwarded-for'] || isTrusted || Math.abs(clock.now() - warnedAt) < WARNING_INTERVAL_MS) return
    warnedAt = clock.now()
    log.warn(
      { sender },
      'X-Forwarded-For is ignored, for its sender is not in TRUSTED_PROXIES; if it is your proxy, add its address there, for until then all clients behind it count as one',
    )
    record(sender).catch((err: unknown) => log.warn({ err }, 'that X-Forwarded-For is ignored could not be audited'))
  }
}
