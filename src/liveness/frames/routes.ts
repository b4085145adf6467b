import type {} from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '../../errors.ts'
import { envelopeWith } from '../../http/envelope.ts'
import { openIntake } from '../../http/intake.ts'
import { acceptFrame, STREAM_SILENT_MS_MAX } from '../sessions/accept-frame.ts'
import { findSessionByToken, takeStream } from '../sessions/queries.ts'
import * as schema from '../sessions/schemas.ts'
import { isOpen, type LivenessSession } from '../sessions/session.ts'
import { readBearerToken, readProtocolToken } from './capture-token.ts'
import { FRAME_BYTES_MAX, isJpeg } from './frame-message.ts'
import { frameAnswer } from './messages.ts'
import { limitFrameRequests } from './request-rate.ts'
import { newStreamId, type OpenedStream, type StreamNeeds, serveStream } from './stream.ts'

declare module 'fastify' {
  interface FastifyRequest {
    liveness: OpenedStream | null
  }
}

type SessionRequest = Pick<FastifyRequest<{ Params: { id: string } }>, 'params'>

const FRAMES_BYTES_MAX = 64 * 1024 * 1024
const FRAMES_AT_A_TIME = 4

/** What a capture client may do with its token: stream frames, or send them one by one. */
export function frameRoutes(app: FastifyInstance, needs: StreamNeeds): void {
  const { db, clock } = needs
  const requireFrameRate = limitFrameRequests()
  const admit = openIntake({ bytesMax: FRAME_BYTES_MAX, allBytesMax: FRAMES_BYTES_MAX })
  app.decorateRequest('liveness', null)

  app.route<{ Params: { id: string } }>({
    method: 'GET',
    url: '/liveness/sessions/:id/stream',
    schema: schema.stream,
    exposeHeadRoute: false,
    handler: async () => {
      throw refuse('not_websocket')
    },
    preHandler: async (request, reply) => {
      if (!request.ws) return
      // A refused upgrade ends its connection, so that no client sends another request on it.
      reply.header('connection', 'close')
      const session = await findOpen(request, readProtocolToken(request.headers['sec-websocket-protocol']))
      const [streamId, now] = [newStreamId(), clock.now()]
      const taken = await takeStream(db, session.id, { streamId, now, aliveSince: now - STREAM_SILENT_MS_MAX })
      if (!taken) throw refuse('session_taken')
      request.liveness = { session, streamId, address: request.ip }
    },
    wsHandler: (socket, request) => serveStream(needs, socket, request.liveness!),
  })

  app.put<{ Params: { id: string; sequence: number } }>(
    '/liveness/sessions/:id/frames/:sequence',
    {
      schema: schema.frame,
      config: { body: 'picture', pictureBytesMax: FRAME_BYTES_MAX },
      // Nothing of a stranger's frame is read, nor of one that there is no room for.
      onRequest: async (request, reply) => {
        const { id: holder } = await findByToken(request, readBearerToken(request.headers.authorization))
        const contentLength = request.headers['content-length']
        admit({ holder, heldMax: FRAMES_AT_A_TIME, contentLength, answer: reply.raw })
      },
    },
    async (request) => {
      const { id, sequence } = request.params
      const picture = readPicture(request)
      const receivedAtMs = clock.now()
      requireFrameRate(id, receivedAtMs)
      const capturedAtMs = readCaptureTime(request.headers['x-captured-at'])
      const arrived = { sequence, capturedAtMs, receivedAtMs, picture, address: request.ip, streamId: null }
      return envelopeWith(200, 'Frame looked at', frameAnswer(await acceptFrame(needs, id, arrived), clock.now()))
    },
  )

  async function findByToken({ params }: SessionRequest, tokenHash: string | undefined): Promise<LivenessSession> {
    const session = tokenHash === undefined ? undefined : await findSessionByToken(db, params.id, tokenHash)
    if (!session) throw refuse('no_capture_token')
    return session
  }

  async function findOpen(request: SessionRequest, tokenHash: string | undefined): Promise<LivenessSession> {
    const session = await findByToken(request, tokenHash)
    if (!isOpen(session) || session.expiresAt <= clock.now()) throw refuse('session_over')
    return session
  }
}

function readPicture({ body, headers }: FastifyRequest): Uint8Array<ArrayBuffer> {
  if (headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() !== 'image/jpeg') throw refuse('not_jpeg')
  const picture = new Uint8Array((body as Buffer | undefined) ?? [])
  if (!isJpeg(picture)) throw refuse('bad_image')
  return picture
}

function readCaptureTime(header: string | string[] | undefined): number | null {
  if (header === undefined) return null
  const capturedAtMs = typeof header === 'string' && header.trim() !== '' ? Number(header) : Number.NaN
  if (Number.isFinite(capturedAtMs)) return capturedAtMs
  throw refuse('invalid_request', { details: [{ path: '/headers/x-captured-at', problem: 'must be a number of ms' }] })
}
