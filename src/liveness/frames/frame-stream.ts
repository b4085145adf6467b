import type { WebSocket } from 'ws'
import { Refusal, refuse } from '../../errors.ts'
import { isStorageFailure } from '../../storage/failure.ts'
import { FRAMES_MAX } from '../decision/progress.ts'
import { acceptFrame } from '../sessions/accept-frame.ts'
import { expireSession } from '../sessions/expire-sessions.ts'
import { countRefused, countReplaced } from '../sessions/metrics.ts'
import { findSession } from '../sessions/queries.ts'
import { readProgress } from '../sessions/read-progress.ts'
import { isOpen, type LivenessSession } from '../sessions/session.ts'
import { releaseStream } from '../sessions/stream-queries.ts'
import { ClientTexts, REQUESTS_MAX } from './client-texts.ts'
import { closeCodes } from './close-codes.ts'
import { type FrameMessage, readFrameMessage } from './frame-message.ts'
import { countFrames, FRAMES_PER_SECOND_MAX } from './frame-rate.ts'
import { currentMessages, resultMessage, tellMessage } from './messages.ts'
import { NewestFrame } from './newest-frame.ts'
import type { StreamNeeds } from './stream-needs.ts'
import { StreamRoom } from './stream-room.ts'
import { watchExpiry } from './watch-expiry.ts'

export interface OpenedStream {
  readonly session: LivenessSession
  readonly streamId: string
  readonly address: string
}

type WaitingFrame = FrameMessage & { readonly receivedAtMs: number; readonly waits: boolean }
type CloseCode = keyof typeof closeCodes

const BAD_FRAMES_MAX = 10
const TOO_FAST = `At most ${FRAMES_PER_SECOND_MAX} frames a second and ${FRAMES_MAX} an attempt`

/**
 * One connection of one session, from its opening until either ends. One frame is measured at a time; of those that
 * arrive meanwhile, the newest is measured next and the others are dropped.
 */
export class FrameStream {
  readonly #needs: StreamNeeds
  readonly #socket: WebSocket
  readonly #opened: OpenedStream
  readonly #count = countFrames()
  readonly #room: StreamRoom
  #inAttempt: boolean
  #endWatch = () => {}
  readonly #texts = new ClientTexts()
  #lastSequence = -1
  #badFrames = 0
  #measuring = false
  readonly #newest: NewestFrame<WaitingFrame>

  constructor(needs: StreamNeeds, socket: WebSocket, opened: OpenedStream) {
    this.#needs = needs
    this.#socket = socket
    this.#opened = opened
    this.#newest = new NewestFrame(needs.pictureRoom)
    this.#room = new StreamRoom(needs.admission, opened.session, (load) => this.#send(load))
    this.#inAttempt = opened.session.begunAt !== null
  }

  serve(): void {
    const socket = this.#socket
    this.#endWatch = watchExpiry(this.#needs, this.#opened.session, () => this.#finish(), this.#fail)
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (socket.readyState !== socket.OPEN) return
      if (isBinary) this.#receive(data)
      else this.#read(data.toString()).catch(this.#fail)
    })
    socket.on('close', () => this.#release())
  }

  /** Responds to the hello with the current step and guidance: a stream may resume a session that is under way. */
  async #read(text: string): Promise<void> {
    const message = this.#texts.read(text)
    if (!message) return this.#refuse('protocol', 'invalid_request', `A hello once, then ${REQUESTS_MAX} requests`)
    if (message.type !== 'hello') return
    const { db, evidenceKeys, clock } = this.#needs
    const session = await findSession(db, this.#opened.session.id)
    if (!session || !isOpen(session)) return this.#finish()
    for (const each of currentMessages(readProgress(evidenceKeys, session), session, clock)) this.#send(each)
  }

  #receive(data: Buffer) {
    const receivedAtMs = this.#needs.clock.steady()
    if (!this.#texts.hello) return this.#refuse('protocol', 'invalid_request', 'A hello comes before the first frame')
    if (!this.#count(receivedAtMs, this.#inAttempt)) {
      countRefused(this.#needs.livenessMetrics, 'too_many_requests')
      return this.#refuse('too_fast', 'too_many_requests', TOO_FAST)
    }
    const frame = readFrameMessage(data)
    if (typeof frame === 'string') return this.#refuseFrame(frame)
    if (frame.sequence <= this.#lastSequence) return this.#refuseFrame('The sequence of frames grows')
    this.#lastSequence = frame.sequence
    const admitted = this.#room.admit(this.#inAttempt, receivedAtMs)
    if (admitted !== 'measure') this.#keepOpen(receivedAtMs).catch(this.#fail)
    if (admitted === 'drop') return countRefused(this.#needs.livenessMetrics, 'no_room')
    const put = this.#newest.put({ ...frame, receivedAtMs, waits: admitted === 'guide' })
    if (put === 'no_room') countRefused(this.#needs.livenessMetrics, put)
    if (put === 'replaced') countReplaced(this.#needs.livenessMetrics)
    if (!this.#measuring) this.#measure().catch(this.#fail)
  }

  /** There is no room for the session: it goes on waiting, and loses none of its time. */
  async #keepOpen(nowMs: number): Promise<void> {
    const { session, streamId } = this.#opened
    if (await this.#room.keepOpen(this.#needs, streamId, nowMs)) return
    const found = await findSession(this.#needs.db, session.id)
    if (!found || !isOpen(found)) return this.#finish()
    this.#refuse('taken', 'session_taken', refuse('session_taken').message)
  }

  /** Takes the waiting frame, and the next, until none waits. What it throws ends the stream. */
  async #measure(): Promise<void> {
    this.#measuring = true
    for (let frame = this.#newest.take(); frame; frame = this.#newest.take())
      await this.#take(frame).catch((error: unknown) => this.#handleRefusal(error))
    this.#measuring = false
  }

  async #take(frame: WaitingFrame): Promise<void> {
    const { streamId, address, session: opened } = this.#opened
    const { hello, request } = this.#texts
    const arrived = { ...frame, address, streamId, camera: hello?.camera ?? null, request }
    const { session, tell } = await acceptFrame(this.#needs, opened.id, arrived)
    if (this.#texts.request === request) this.#texts.request = null
    this.#inAttempt = session.begunAt !== null
    if (!isOpen(session)) this.#room.leave(this.#needs.clock.steady())
    for (const each of tell) this.#send(tellMessage(each, session))
    if (!isOpen(session)) return tell.length > 0 ? this.#close('done') : this.#finish()
    if (frame.sequence < session.lastSequence)
      this.#refuseFrame(`The sequence of frames grows: the last one was ${session.lastSequence}`)
  }

  async #handleRefusal(error: unknown): Promise<void> {
    countRefused(this.#needs.livenessMetrics, error as Error)
    // The frame is lost, and the time does not count: the stream goes on with the first frame after the outage.
    if (isStorageFailure(error)) return
    if (!(error instanceof Refusal)) throw error
    const { error: code, message, status, retryAfterSeconds, details } = error
    if (code === 'busy') return
    if (code === 'session_over') return this.#finish()
    if (code === 'session_taken') return this.#refuse('taken', code, message)
    if (code === 'too_many_requests') return this.#refuse('too_fast', code, message, retryAfterSeconds)
    if (status >= 500) throw error
    if (code !== 'invalid_request') return this.#refuseFrame(message, true)
    this.#texts.request = null
    this.#send({ type: 'error', error: code, message: details?.[0]?.problem ?? message })
  }

  /** Sends how the session ended and closes; where it is merely past its time, ends it first. */
  async #finish(): Promise<void> {
    const { db, clock } = this.#needs
    const find = () => findSession(db, this.#opened.session.id)
    const found = await find()
    if (found && isOpen(found)) await expireSession(this.#needs, found, clock.now())
    const ended = await find()
    if (ended?.state !== 'decided') return this.#refuse('over', 'session_over', 'The session is over')
    this.#send({ type: 'result', ...resultMessage(ended) })
    this.#close('done')
  }

  /** What is no picture costs the engine nothing: it holds no room either. */
  #refuseFrame(message: string, counted = false): void {
    if (!counted) countRefused(this.#needs.livenessMetrics, 'bad_frame')
    if (!this.#inAttempt) this.#room.leave(this.#needs.clock.steady())
    if (++this.#badFrames > BAD_FRAMES_MAX)
      this.#refuse('protocol', 'bad_frame', `More than ${BAD_FRAMES_MAX} bad frames`)
    else this.#send({ type: 'error', error: 'bad_frame', message })
  }

  #refuse(code: CloseCode, error: string, message: string, retryAfterSeconds?: number): void {
    this.#send({ type: 'error', error, message, retry_after_seconds: retryAfterSeconds })
    this.#close(code)
  }

  readonly #fail = (error: unknown): void => {
    this.#needs.logger.error({ err: error }, 'a liveness stream failed')
    this.#refuse('failed', 'internal', 'Internal server error')
  }

  #send(message: object): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  #close(code: CloseCode): void {
    this.#newest.drop()
    this.#socket.close(closeCodes[code])
  }

  #release(): void {
    this.#endWatch()
    this.#newest.drop()
    const { db, logger } = this.#needs
    releaseStream(db, this.#opened.session.id, this.#opened.streamId).catch((err: unknown) =>
      logger.warn({ err }, 'a stream was not released'),
    )
  }
}
