/** @import { FailureCode, OpenStream } from './parts.d.ts' */

/** From this close code on, connecting again would not help. */
const FATAL_MIN = 4400
const FATAL = /** @type {Record<number, FailureCode>} */ ({ 4408: 'session_expired', 4429: 'too_many_requests' })
const RETRY_MS_MIN = 250
const RETRY_MS_MAX = 2_000
const GIVE_UP_MS = 30_000
const REFUSALS_MAX = 4
const SILENT_MS_MAX = 5_000

/**
 * Keeps a connection to the session's stream: a lost one is opened again, until the session is over or nothing was
 * reached for half a minute.
 * @type {OpenStream}
 */
export const openStream = ({ server, session_id, capture_token, ...needs }) => {
  const { camera, signal, onMessage, onOpen, onLost, onStop } = needs
  const { href } = new URL(`liveness/sessions/${encodeURIComponent(session_id)}`, server)
  /** @type {WebSocket | undefined} */
  let socket
  let timer = 0
  let retryMs = RETRY_MS_MIN
  let refusals = 0
  let lostAt = performance.now()
  let drainedAt = 0

  const connect = () => {
    const opening = new WebSocket(`${href.replace('http', 'ws')}/stream`, ['liveness.v1', `token.${capture_token}`])
    let opened = false
    socket = opening
    timer = setTimeout(() => opening.close(), SILENT_MS_MAX)
    opening.onopen = () => {
      clearTimeout(timer)
      opened = true
      retryMs = RETRY_MS_MIN
      refusals = 0
      drainedAt = performance.now()
      opening.send(JSON.stringify({ type: 'hello', camera }))
      onOpen()
    }
    opening.onmessage = ({ data }) => socket === opening && onMessage(JSON.parse(data))
    opening.onclose = ({ code }) => {
      if (socket !== opening) return
      if (code >= FATAL_MIN) onStop({ code: FATAL[code] ?? 'session_over' })
      else if (opened) lose()
      else ask()
    }
  }

  const lose = () => {
    socket = undefined
    lostAt = performance.now()
    onLost()
    wait()
  }

  const wait = () => {
    if (signal.aborted) return
    if (performance.now() - lostAt > GIVE_UP_MS) return onStop({ code: 'connection_lost' })
    if (retryMs === RETRY_MS_MAX) onLost()
    timer = setTimeout(connect, retryMs)
    retryMs = Math.min(RETRY_MS_MAX, retryMs * 2)
  }

  /** Browsers do not tell why a connection was refused, so the session is asked: over, or open elsewhere? */
  const ask = async () => {
    try {
      const headers = { authorization: `Bearer ${capture_token}` }
      const answer = await fetch(href, { headers, signal: AbortSignal.timeout(SILENT_MS_MAX) })
      const { data } = await answer.json()
      if (signal.aborted) return
      if (/decided|expired|cancelled/.test(data?.state)) return onMessage({ type: 'result', ...data })
      if (answer.status === 401 || ++refusals > REFUSALS_MAX) return onStop({ code: 'session_over' })
    } catch {} // Not reached either.
    wait()
  }

  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    socket?.close(1000)
    socket = undefined
  })
  connect()

  return {
    isReady() {
      if (socket?.readyState !== WebSocket.OPEN) return false
      const now = performance.now()
      if (socket.bufferedAmount === 0) drainedAt = now
      if (now - drainedAt <= SILENT_MS_MAX) return drainedAt === now
      socket.close()
      lose()
      return false
    },
    send: (bytes) => socket?.send(bytes),
  }
}
