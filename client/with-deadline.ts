import { LivenessConnectionError } from './errors.ts'

/**
 * Runs what takes a signal, for at most so long. Rejects with the caller's reason where the caller's signal aborts, as
 * `timeout` where the time is up, as `network` where it fails by itself.
 */
export async function withDeadline<Value>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  signal?.throwIfAborted()
  const controller = new AbortController()
  const abort = () => controller.abort(signal?.reason)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    controller.abort()
  }, timeoutMs)
  signal?.addEventListener('abort', abort)
  try {
    return await run(controller.signal)
  } catch (error) {
    signal?.throwIfAborted()
    if (timedOut) throw new LivenessConnectionError('timeout', `No answer within ${Math.round(timeoutMs)} ms`)
    // What `fetch` and a broken body throw is a TypeError in every runtime, or Node's and Bun's own.
    if (error instanceof LivenessConnectionError) throw error
    throw new LivenessConnectionError('network', 'The liveness server could not be reached', { cause: error })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
