import pino, { type Logger } from 'pino'
import { openLineBuffer } from './line-buffer.ts'
import { openLogSink } from './log-sink.ts'

const STANDARD_OUTPUT = 1
const FLUSH_INTERVAL_MS = 500
/** For a reader to take what is held when the process ends. */
const END_MS_MAX = 1_000

export interface Log {
  readonly logger: Logger
  /** Hands on what is buffered. */
  flush(): void
  /** Resolves once all is written; where nobody reads, after a second. */
  end(): Promise<void>
  /** How many lines were dropped since the start. */
  dropped(): number
}

/**
 * JSON lines on standard output, buffered: a write for each request would cost a fifth of the throughput, and waiting
 * for a reader who is slow or gone would stop the server.
 */
export function openLog(level: string): Log {
  const timestamp = isoTimeField()
  const { pid } = process
  const destination = openLineBuffer(
    openLogSink(STANDARD_OUTPUT),
    (missing) => `{"level":40${timestamp()},"pid":${pid},"msg":"${missing} log lines could not be written"}\n`,
  )
  const timer = setInterval(destination.flush, FLUSH_INTERVAL_MS)
  timer.unref()
  process.on('exit', destination.flush)
  const logger = pino({ level, base: { pid }, timestamp }, destination)
  const { flush, dropped, drained } = destination
  return { logger, flush, dropped, end: () => drained(END_MS_MAX) }
}

/** `,"time":"…"` as pino wants it, formatted once a millisecond: under load that is a fifth of the cost of a line. */
function isoTimeField(): () => string {
  let formattedAt = 0
  let field = ''
  return () => {
    const now = Date.now()
    if (now !== formattedAt) {
      formattedAt = now
      field = `,"time":"${new Date(now).toISOString()}"`
    }
    return field
  }
}
