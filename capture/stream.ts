import type { SaidCamera } from './said-camera.js'
import type { CaptureSession, Failure, GuidanceDetail, StepDetail, VerdictDetail } from './types.js'

/** From this close code on, connecting again would not help. */
const FATAL_CODE_MIN = 4400
const OVER_CODE = 4408
const RETRY_MS_MIN = 250
const RETRY_MS_MAX = 2_000
const GIVE_UP_MS = 30_000
const REFUSALS_MAX = 4
const SILENT_MS_MAX = 5_000

export type ServerMessage =
  | ({ readonly type: 'step' } & StepDetail)
  | { readonly type: 'step_done'; readonly index: number }
  | { readonly type: 'pace'; readonly frames_per_second: number }
  | { readonly type: 'wait'; readonly seconds: number }
  | ({ readonly type: 'guidance' } & GuidanceDetail)
  | ({ readonly type: 'result' } & (VerdictDetail | { readonly state: 'expired' | 'cancelled' }))
  | { readonly type: 'error'; readonly error: string; readonly retry_after_seconds?: number }

export interface StreamNeeds extends CaptureSession {
  readonly server: URL
  /** Closes the stream. */
  readonly signal: AbortSignal
  /** What is known of the camera, for each connection anew. */
  camera(): SaidCamera | undefined
  onMessage(message: ServerMessage): void
  /** Connected, for the first time or again. */
  onOpen(): void
  /** Not connected, and trying again. */
  onLost(): void
  /** Closed for good, and why. */
  onFailure(failure: Failure): void
}

/** What the person asks for of a step: another action in its place, or twice its time. */
export interface StepRequest {
  readonly type: 'cannot' | 'more_time'
  readonly index: number
}

export interface Stream {
  /** True when the connection is open and all that was sent has left, so that a new frame would not wait. */
  isReady(): boolean
  send(bytes: Uint8Array<ArrayBuffer>): void
  /** Says something besides the frames. Not connected, it is lost. */
  say(request: StepRequest): void
}

/** Stays connected until the session is over or the server was out of reach for half a minute. */
export const openStream = ({ server, session_id, capture_token, ...needs }: StreamNeeds): Stream => {
  const { signal, camera, onMessage, onOpen, onLost, onFailure } = needs
  const { href } = new URL(`liveness/sessions/${encodeURIComponent(session_id)}`, server)
  let socket: WebSocket | undefined
  let timer = 0
  let retryMs = RETRY_MS_MIN
  let refusals = 0
  let wasOpen = false
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
      wasOpen = true
      retryMs = RETRY_MS_MIN
      refusals = 0
      drainedAt = performance.now()
      opening.send(JSON.stringify({ type: 'hello', camera: camera() }))
      onOpen()
    }
    opening.onmessage = ({ data }) => socket === opening && onMessage(JSON.parse(data))
    opening.onclose = ({ code }) => {
      if (socket !== opening) return
      if (code === OVER_CODE || !opened) readState()
      else if (code >= FATAL_CODE_MIN) onFailure({ code: 'session_over' })
      else reconnect()
    }
  }

  const reconnect = () => {
    socket = undefined
    lostAt = performance.now()
    onLost()
    retry()
  }

  const retry = () => {
    if (signal.aborted) return
    if (performance.now() - lostAt > GIVE_UP_MS) return onFailure({ code: 'connection_lost' })
    if (retryMs === RETRY_MS_MAX) onLost()
    timer = setTimeout(connect, retryMs)
    retryMs = Math.min(RETRY_MS_MAX, retryMs * 2)
  }

  /** A browser does not say why a connection was refused: is the session over, or open elsewhere? */
  const readState = async () => {
    try {
      const headers = { authorization: `Bearer ${capture_token}` }
      const response = await fetch(href, { headers, signal: AbortSignal.timeout?.(SILENT_MS_MAX) ?? null })
      const { data } = await response.json()
      if (signal.aborted) return
      if (/decided|expired|cancelled/.test(data?.state)) return onMessage({ type: 'result', ...data })
      // On a slow line the server may hold our own connection open for as long as what was sent is on its way.
      if (response.status === 401 || (++refusals > REFUSALS_MAX && !wasOpen))
        // The session has not begun: something on the way blocks WebSockets.
        return onFailure({ code: data?.state === 'waiting' ? 'connection_lost' : 'session_over' })
    } catch {} // The server was not reached this way either.
    retry()
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
      reconnect()
      return false
    },
    send: (bytes) => socket?.send(bytes),
    say(request) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request))
    },
  }
}
