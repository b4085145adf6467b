import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { WebSocket } from 'ws'
import { Refusal } from '../../errors.ts'
import { acceptFrame, type FrameNeeds } from '../sessions/accept-frame.ts'
import { type ExpireNeeds, expireSession } from '../sessions/expire-sessions.ts'
import { findSession, releaseStream } from '../sessions/queries.ts'
import { readProgress } from '../sessions/read-progress.ts'
import { isOpen, type LivenessSession } from '../sessions/session.ts'
import { closeCodes } from './close-codes.ts'
import { FRAME_BYTES_MAX, FRAME_HEADER_BYTES, type FrameMessage, readFrameMessage } from './frame-message.ts'
import { countFrames } from './frame-rate.ts'
import { isHello } from './hello.ts'
import { currentStep, guidanceMessage, resultMessage, tellMessage } from './messages.ts'

export type StreamNeeds = FrameNeeds & ExpireNeeds & { readonly logger: Logger }

export interface OpenedStream {
  readonly session: LivenessSession
  readonly streamId: string
  readonly address: string
}

type WaitingFrame = FrameMessage & { readonly receivedAtMs: number }

const BAD_FRAMES_MAX = 10

export const newStreamId = (): string => randomBytes(9).toString('base64url')

/** Serves one connection of one session until either ends. Of frames that arrive while one is looked at, the newest wins. */
export function serveStream(needs: StreamNeeds, socket: WebSocket, { session, streamId, address }: OpenedStream): void {
  const { db, clock, logger, evidenceKey } = needs
  const sessionId = session.id
  const admit = countFrames()
  const state = { greeted: false, lastSequence: -1, badFrames: 0, looking: false, waiting: null as WaitingFrame | null }

  const send = (message: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
  const close = (code: keyof typeof closeCodes) => {
    state.waiting = null
    socket.close(closeCodes[code])
  }
  const refuseStream = (code: keyof typeof closeCodes, error: string, message: string, retryAfterSeconds?: number) => {
    send({ type: 'error', error, message, retry_after_seconds: retryAfterSeconds })
    close(code)
  }
  const refuseFrame = (message: string) => {
    if (++state.badFrames > BAD_FRAMES_MAX)
      refuseStream('protocol', 'bad_frame', `More than ${BAD_FRAMES_MAX} bad frames`)
    else send({ type: 'error', error: 'bad_frame', message })
  }
  const fail = (error: unknown) => {
    logger.error({ err: error }, 'a liveness stream failed')
    refuseStream('failed', 'internal', 'Internal server error')
  }
  const expiry = setTimeout(() => finish().catch(fail), Math.max(0, session.expiresAt - clock.now()))

  /** Says how the session ended and closes; where it is merely past its time, ends it first. */
  const finish = async () => {
    const found = await findSession(db, sessionId)
    if (found && isOpen(found)) await expireSession(needs, found, clock.now())
    const ended = await findSession(db, sessionId)
    if (ended?.state !== 'decided') return refuseStream('over', 'session_over', 'The session is over')
    send({ type: 'result', ...resultMessage(ended) })
    close('done')
  }

  const greet = async (text: string) => {
    if (state.greeted || !isHello(text))
      return refuseStream('protocol', 'invalid_request', 'The one text message is a hello')
    state.greeted = true
    const known = await findSession(db, sessionId)
    if (!known || !isOpen(known)) return finish()
    const progress = readProgress(evidenceKey, known)
    const step = currentStep(progress, clock.now())
    if (step) send({ type: 'step', ...step })
    if (progress.guidance) send({ type: 'guidance', ...guidanceMessage(progress.guidance) })
  }

  const receive = (data: Buffer) => {
    const receivedAtMs = clock.now()
    if (!state.greeted) return refuseStream('protocol', 'invalid_request', 'A hello comes before the first frame')
    if (!admit(receivedAtMs))
      return refuseStream('too_fast', 'too_many_requests', 'At most 30 frames a second and 600 a session')
    if (data.byteLength > FRAME_BYTES_MAX + FRAME_HEADER_BYTES)
      return refuseStream('too_large', 'too_large', `A frame has at most ${FRAME_BYTES_MAX} bytes`)
    const frame = readFrameMessage(data)
    if (typeof frame === 'string') return refuseFrame(frame)
    if (frame.sequence <= state.lastSequence) return refuseFrame('The sequence of frames grows')
    state.lastSequence = frame.sequence
    state.waiting = { ...frame, receivedAtMs }
    if (!state.looking) look().catch(fail)
  }

  const look = async () => {
    state.looking = true
    try {
      for (let frame = state.waiting; frame; frame = state.waiting) {
        state.waiting = null
        await take(frame).catch(answerRefusal)
      }
    } finally {
      state.looking = false
    }
  }

  const take = async (frame: WaitingFrame) => {
    const { session, tell } = await acceptFrame(needs, sessionId, { ...frame, address, streamId })
    for (const each of tell) send(tellMessage(each, session))
    if (!isOpen(session)) return tell.length > 0 ? close('done') : finish()
    if (frame.sequence < session.lastSequence)
      refuseFrame(`The sequence of frames grows: the last one was ${session.lastSequence}`)
  }

  const answerRefusal = (error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    if (error.error === 'busy') return
    if (error.error === 'session_over') return finish()
    if (error.error === 'session_taken') return refuseStream('taken', error.error, error.message)
    if (error.error === 'too_many_requests')
      return refuseStream('too_fast', error.error, error.message, error.retryAfterSeconds)
    if (error.status >= 500) throw error
    refuseFrame(error.message)
  }

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (socket.readyState !== socket.OPEN) return
    if (isBinary) receive(data)
    else greet(data.toString()).catch(fail)
  })
  socket.on('close', () => {
    clearTimeout(expiry)
    state.waiting = null
    releaseStream(db, sessionId, streamId).catch((err: unknown) => logger.warn({ err }, 'a stream was not released'))
  })
}
