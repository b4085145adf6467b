import type { FastifyInstance } from 'fastify'
import { refuse } from '../../errors.ts'
import { findSealedImage, listImages } from '../../evidence/queries.ts'
import { unseal } from '../../evidence/seal.ts'
import { envelopeWith } from '../../http/envelope.ts'
import { type CheckNeeds, checkRoutes } from '../check/routes.ts'
import { readBearerToken } from '../frames/capture-token.ts'
import { frameRoutes } from '../frames/routes.ts'
import type { StreamNeeds } from '../frames/stream.ts'
import { actorOf, type Caller, type CallerNeeds, findCaller, requireBackEnd, requireSight } from './caller.ts'
import { eraseSession } from './erase-session.ts'
import { expireSession } from './expire-sessions.ts'
import { imageSeal } from './keep-evidence.ts'
import { type CreateNeeds, createSession } from './open-session.ts'
import { findSession, findSessionByToken, listSessions } from './queries.ts'
import { readProgress } from './read-progress.ts'
import * as schema from './schemas.ts'
import { isOpen, type LivenessSession } from './session.ts'
import { readWish } from './session-request.ts'
import { backEndView, personView } from './views.ts'

export type LivenessNeeds = CallerNeeds & CreateNeeds & StreamNeeds & CheckNeeds

/** Liveness sessions as persons and back ends see them; the capture client has routes of its own. */
export function livenessRoutes(app: FastifyInstance, needs: LivenessNeeds): void {
  const { db, clock, evidenceKey, config } = needs

  app.post('/liveness/sessions', { schema: schema.create, ...jsonBody }, async (request, reply) => {
    const caller = await findCaller(needs, request.headers)
    const { owner, wish } = readWish(request.body ?? {}, caller, config)
    const { id, captureToken, expiresAt } = await createSession(needs, owner, wish, request.ip)
    reply.code(201)
    return envelopeWith(201, 'Liveness session created', {
      session_id: id,
      capture_token: captureToken,
      stream_path: `/liveness/sessions/${id}/stream`,
      capture_path: `/capture#${id}.${captureToken}`,
      state: 'waiting',
      expires_at: new Date(expiresAt).toISOString(),
    })
  })

  app.get<{ Querystring: { limit: number; before?: string } }>(
    '/liveness/sessions',
    { schema: schema.list },
    async ({ headers, query: { limit, before: beforeId } }) => {
      const caller = await findCaller(needs, headers)
      const before = beforeId === undefined ? undefined : requireSight(caller, await findSession(db, beforeId))
      const accountId = caller.kind === 'person' ? caller.accountId : null
      const sessions = await listSessions(db, { accountId, before, limit })
      return envelopeWith(200, 'Liveness sessions', await Promise.all(sessions.map((session) => view(caller, session))))
    },
  )

  // Any page may ask with a token: where every origin is allowed, browsers send no cookie along (Fetch, 3.3).
  app.options('/liveness/sessions/:id', { schema: { hide: true } }, (_request, reply) =>
    reply
      .code(204)
      .headers({ ...ANY_ORIGIN, 'access-control-allow-headers': 'authorization', allow: 'GET, HEAD, DELETE, OPTIONS' })
      .send(),
  )
  app.get<{ Params: { id: string } }>('/liveness/sessions/:id', { schema: schema.read }, async (request, reply) => {
    if (request.headers.authorization && !reply.hasHeader('access-control-allow-origin')) reply.headers(ANY_ORIGIN)
    const tokenHash = readBearerToken(request.headers.authorization)
    const held = tokenHash === undefined ? undefined : await findSessionByToken(db, request.params.id, tokenHash)
    if (held) return envelopeWith(200, 'Liveness session', personView(await endIfOverdue(held)))
    const caller = await findCaller(needs, request.headers)
    const session = requireSight(caller, await findSession(db, request.params.id))
    return envelopeWith(200, 'Liveness session', await view(caller, session))
  })

  app.delete<{ Params: { id: string } }>('/liveness/sessions/:id', { schema: schema.erase }, async (request) => {
    const caller = await findCaller(needs, request.headers)
    const session = requireSight(caller, await findSession(db, request.params.id))
    await eraseSession(needs, session, { actor: actorOf(caller), address: request.ip })
    const erased = requireSight(caller, await findSession(db, session.id))
    return envelopeWith(200, 'Evidence erased', await view(caller, erased))
  })

  app.get<{ Params: { id: string; image_id: string } }>(
    '/liveness/sessions/:id/images/:image_id',
    { schema: schema.image },
    async ({ headers, params: { id, image_id } }, reply) => {
      requireBackEnd(await findCaller(needs, headers))
      const sealed = await findSealedImage(db, id, image_id, clock.now())
      if (!sealed) throw refuse('not_found')
      return reply.type('image/jpeg').send(unseal(evidenceKey, imageSeal(id, image_id), sealed))
    },
  )

  frameRoutes(app, needs)
  checkRoutes(app, needs)

  async function view(caller: Caller, found: LivenessSession) {
    const session = await endIfOverdue(found)
    if (caller.kind === 'person') return personView(session)
    const progress = isOpen(session) ? readProgress(evidenceKey, session) : null
    return backEndView(session, progress, await listImages(db, session.id, clock.now()))
  }

  /** A session past its time is over, whether the sweep has come by yet or not. */
  async function endIfOverdue(found: LivenessSession): Promise<LivenessSession> {
    if (!isOpen(found) || found.expiresAt > clock.now()) return found
    await expireSession(needs, found, clock.now())
    return (await findSession(db, found.id))!
  }
}

const ANY_ORIGIN = { 'access-control-allow-origin': '*' }
const jsonBody = { config: { body: 'json' }, preValidation: emptyIsNone } as const

async function emptyIsNone(request: { body: unknown }): Promise<void> {
  request.body ??= {}
}
