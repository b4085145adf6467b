import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {} from '@fastify/websocket'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { Refusal, refuse } from '../../errors.ts'
import { envelopeWith } from '../../http/envelope.ts'
import { openIntake } from '../../http/intake.ts'
import { mediaType } from '../../http/media-type.ts'
import { mintId } from '../../id.ts'
import { callerOf } from '../../identity/identify-callers.ts'
import type { StepRequest } from '../decision/step-request.ts'
import { acceptFrame } from '../sessions/accept-frame.ts'
import { RETRY_SECONDS_MAX } from '../sessions/admission.ts'
import { countRefused } from '../sessions/metrics.ts'
import { Outages } from '../sessions/outages.ts'
import { findSession } from '../sessions/queries.ts'
import { isOpen, type LivenessSession } from '../sessions/session.ts'
import { streamAlive } from '../sessions/stream-owner.ts'
import { takeStream } from '../sessions/stream-queries.ts'
import { waitForRoom } from '../sessions/wait-for-room.ts'
import { FRAME_BYTES_MAX, isJpeg } from './frame-message.ts'
import { FrameStream } from './frame-stream.ts'
import { limitMessages } from './limit-messages.ts'
import { frameResponse } from './messages.ts'
import { limitFrameRequests } from './request-rate.ts'
import * as schemas from './schemas.ts'
import type { StreamNeeds } from './stream-needs.ts'
import { stream } from './stream-schemas.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The session whose stream this connection has taken, and under which id. */
    takenStream: { readonly session: LivenessSession; readonly streamId: string } | null
    /** The session that a frame is sent to by this request: open when the request came. */
    frameSession: LivenessSession | null
  }
}

const FRAMES_AT_A_TIME = 4

type FrameRouteNeeds = Omit<StreamNeeds, 'outages'>

const byCaptureClient = { callers: ['capture'], refusal: 'no_capture_token' } as const

/** What a capture client may do with its token: stream frames, or send them one by one. */
export function frameRoutes(server: FastifyInstance, parts: FrameRouteNeeds): void {
  const needs: StreamNeeds = {
    ...parts,
    outages: new Outages((err) => parts.logger.warn({ err }, 'frames cannot be taken')),
  }
  const { db, clock, admission } = needs
  const app = server.withTypeProvider<TypeBoxTypeProvider>()
  const requireFrameRate = limitFrameRequests()
  const admit = openIntake(parts.pictureRoom)
  app.decorateRequest('takenStream', null)
  app.decorateRequest('frameSession', null)

  app.route({
    method: 'GET',
    url: '/liveness/sessions/:id/stream',
    schema: stream,
    config: byCaptureClient,
    exposeHeadRoute: false,
    onRequest: requireWebSocket,
    handler: async () => {
      throw refuse('not_websocket')
    },
    preHandler: async (request) => {
      const session = await findSession(db, callerOf(request, 'capture').sessionId)
      const now = clock.now()
      if (!session || !isOpen(session) || session.expiresAt <= now) throw refuse('session_over')
      const streamId = mintId()
      const taken = await takeStream(db, session.id, { streamId, now, alive: streamAlive(now) })
      if (!taken) throw refuse('session_taken')
      request.takenStream = { session, streamId }
    },
    wsHandler: (socket, request) => {
      limitMessages(socket, request.raw.socket, parts.pictureRoom)
      new FrameStream(needs, socket, { ...request.takenStream!, address: request.ip }).serve()
    },
  })

  const sending = {
    schema: schemas.frame,
    config: { ...byCaptureClient, body: 'picture', pictureBytesMax: FRAME_BYTES_MAX },
    // Nothing is read of a session that is over, or sends too many at a time.
    preParsing: async (request: FastifyRequest, reply: FastifyReply) => {
      const { sessionId: holder } = callerOf(request, 'capture')
      const session = await findSession(db, holder)
      const { sequence } = request.params as { sequence: string }
      if (!session || !isOpen(session) || session.expiresAt <= clock.now()) {
        if (!session || !(Number(sequence) <= session.lastSequence)) throw refuse('session_over')
        const accepted = { session, progress: null, tell: [] }
        return reply.send(envelopeWith(200, 'Frame measured', frameResponse(accepted, clock)))
      }
      request.frameSession = session
      admit(request, reply, { holder, heldMax: FRAMES_AT_A_TIME })
    },
    onError: async (_request: FastifyRequest, _reply: FastifyReply, error: Error) =>
      countRefused(parts.livenessMetrics, error),
  } as const
  app.put('/liveness/sessions/:id/frames/:sequence', sending, async (request) => {
    const { id, sequence } = request.params
    const picture = readPicture(request)
    const receivedAtMs = clock.steady()
    const capturedAtMs = readCaptureTime(request.headers['x-captured-at'])
    const session = request.frameSession!
    const inAttempt = session.begunAt !== null
    requireFrameRate(id, receivedAtMs, inAttempt)
    const waits = await waitsForRoom(session, inAttempt, receivedAtMs)
    const arrived = {
      sequence,
      capturedAtMs,
      receivedAtMs,
      picture,
      address: request.ip,
      streamId: null,
      camera: null,
      waits,
      request: readRequest(request.query),
    }
    const accepted = await acceptFrame(needs, id, arrived).catch((error: unknown) => {
      if (!inAttempt && error instanceof Refusal && error.status === 400) admission.leave(id, receivedAtMs)
      throw error
    })
    if (!isOpen(accepted.session)) admission.leave(id, receivedAtMs)
    return envelopeWith(200, 'Frame measured', frameResponse(accepted, clock))
  })

  /** Refuses `busy` to a frame that there is no moment for. */
  async function waitsForRoom(session: LivenessSession, inAttempt: boolean, nowMs: number): Promise<boolean> {
    const admitted = admission.admit(session.id, inAttempt, nowMs)
    if (admitted.runs) return false
    await waitForRoom(needs, session, null)
    if (admitted.spare) return true
    throw refuse('busy', { retryAfterSeconds: Math.min(RETRY_SECONDS_MAX, admitted.waitSeconds) })
  }
}

async function requireWebSocket(request: FastifyRequest): Promise<void> {
  if (!request.ws) throw refuse('not_websocket')
}

/** Of both at once the person needs the other movement more. */
function readRequest({ cannot, more_time }: Static<typeof schemas.frame.querystring>): StepRequest | null {
  if (cannot !== undefined) return { type: 'cannot', index: cannot }
  return more_time === undefined ? null : { type: 'more_time', index: more_time }
}

function readPicture({ body, headers }: Pick<FastifyRequest, 'headers'> & { body: unknown }): Uint8Array {
  if (mediaType(headers['content-type']) !== 'image/jpeg') throw refuse('not_jpeg')
  const picture = (body as Buffer | undefined) ?? new Uint8Array()
  if (!isJpeg(picture)) throw refuse('bad_image')
  return picture
}

function readCaptureTime(header: string | string[] | undefined): number | null {
  if (header === undefined) return null
  const capturedAtMs = typeof header === 'string' && header.trim() !== '' ? Number(header) : Number.NaN
  if (Number.isFinite(capturedAtMs)) return capturedAtMs
  throw refuse('invalid_request', { details: [{ path: '/headers/x-captured-at', problem: 'must be a number of ms' }] })
}
