import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../../config.ts'
import { refuse } from '../../errors.ts'
import { listImages } from '../../evidence/queries.ts'
import { envelopeWith } from '../../http/envelope.ts'
import { actorOf, type Caller } from '../../identity/caller.ts'
import { callerOf } from '../../identity/identify-callers.ts'
import { openReceipts } from '../../results/signing/open-receipts.ts'
import { allowAnyOriginByToken, answerPreflight } from './any-origin-routes.ts'
import { openEndWatch } from './end-watch.ts'
import { eraseSession } from './erase-session.ts'
import { type ExpireNeeds, expireSession } from './expire-sessions.ts'
import { listSessions } from './list-queries.ts'
import { openOnce } from './open-once.ts'
import { type OpenNeeds, openSession } from './open-session.ts'
import { findSession } from './queries.ts'
import { readProgress } from './read-progress.ts'
import { retrySession } from './retry-session.ts'
import * as schemas from './schemas.ts'
import { isOpen, type LivenessSession } from './session.ts'
import { readSessionFilter } from './session-filter.ts'
import type { ReceiptConfig } from './session-receipt.ts'
import { checkSessionRequest } from './session-request.ts'
import { showImage } from './show-image.ts'
import { backEndView, captureView, openedView, personView } from './views.ts'
import { findVisibleSession } from './visible-session.ts'

export type SessionNeeds = OpenNeeds &
  ExpireNeeds & { readonly config: Pick<Config, 'RETURN_URLS' | 'PUBLIC_URL'> & ReceiptConfig; isDraining(): boolean }

const personOrBackEnd = { callers: ['person', 'back_end'] } as const
/**
 * What a session's answer holds depends on who asks. The views are typed by the schemas, which only describe here: to
 * find out by a schema which of two a value is would cost a validation of each answer.
 */
const asViewed = { serializerCompiler: () => JSON.stringify } as const
const reading = { ...personOrBackEnd, scope: 'sessions:read' } as const
const writing = { ...personOrBackEnd, writes: true } as const

/** Liveness sessions as persons and back ends see them; the capture client has routes of its own. */
export function sessionRoutes(server: FastifyInstance, needs: SessionNeeds): void {
  const { db, clock, evidenceKeys, config } = needs
  const ends = openEndWatch(needs)
  const receiptFor = openReceipts(needs)
  const app = server.withTypeProvider<TypeBoxTypeProvider>()

  const opening = {
    schema: schemas.open,
    config: { ...writing, scope: 'sessions:create', body: 'json' },
    preValidation: emptyIsNone,
  } as const
  app.post('/liveness/sessions', opening, async (request, reply) => {
    const owner = checkSessionRequest(request.body, callerOf(request, 'person', 'back_end'), config)
    const { 'idempotency-key': idempotencyKey } = request.headers
    const opened =
      idempotencyKey === undefined
        ? await openSession(needs, owner, request.body, { address: request.ip })
        : await openOnce(needs, owner, request.body, { address: request.ip, idempotencyKey })
    reply.code(201)
    return envelopeWith(201, 'Liveness session created', openedView(opened))
  })

  const retrying = { schema: schemas.retry, config: { callers: ['capture'], refusal: 'no_capture_token' } } as const
  app.post('/liveness/sessions/:id/retry', retrying, async (request, reply) => {
    const found = await findVisibleSession(db, callerOf(request, 'capture'), request.params.id)
    const opened = await retrySession(needs, await endIfOverdue(found), request.ip)
    reply.code(201)
    return envelopeWith(201, 'Liveness session created', openedView(opened))
  })

  app.get('/liveness/sessions', { schema: schemas.list, config: reading, ...asViewed }, async (request) => {
    const caller = callerOf(request, 'person', 'back_end')
    const { limit = schemas.PAGE_SESSIONS, before: beforeId, ...asked } = request.query
    const filter = readSessionFilter(asked, caller)
    const before = beforeId === undefined ? undefined : await findVisibleSession(db, caller, beforeId)
    const sessions = await listSessions(db, filter, { limit, before, now: clock.now() })
    return envelopeWith(200, 'Liveness sessions', await Promise.all(sessions.map((session) => view(caller, session))))
  })

  answerPreflight(app, '/liveness/sessions/:id', 'GET, HEAD, DELETE, OPTIONS')
  const readingOne = {
    ...asViewed,
    schema: schemas.read,
    config: { callers: ['person', 'back_end', 'capture'], scope: 'sessions:read' },
    onRequest: allowAnyOriginByToken,
  } as const
  app.get('/liveness/sessions/:id', readingOne, async (request) => {
    const caller = callerOf(request, 'person', 'back_end', 'capture')
    const { wait = 0 } = request.query
    let session = await findVisibleSession(db, caller, request.params.id)
    // Of a client that is gone by now, the signal tells nothing any more.
    if (wait > 0 && isOpen(session) && !request.socket.destroyed) {
      await ends.wait(session, wait, request.signal)
      session = await findVisibleSession(db, caller, session.id)
    }
    return envelopeWith(200, 'Liveness session', await view(caller, session))
  })

  const erasing = { ...asViewed, schema: schemas.erase, config: { ...writing, scope: 'sessions:erase' } } as const
  app.delete('/liveness/sessions/:id', erasing, async (request) => {
    const caller = callerOf(request, 'person', 'back_end')
    const session = await findVisibleSession(db, caller, request.params.id)
    const openReceipt = () => receiptFor(request)
    const by = { actor: actorOf(caller), address: request.ip }
    const receipt = await eraseSession({ ...needs, openReceipt }, session, by)
    const erased = await findVisibleSession(db, caller, session.id)
    return envelopeWith(200, 'Evidence erased', { ...(await view(caller, erased)), receipt })
  })

  const imaging = {
    schema: schemas.image,
    config: { callers: ['back_end'], scope: 'images:read', writes: true },
  } as const
  app.get('/liveness/sessions/:id/images/:image_id', imaging, async (request, reply) => {
    const caller = callerOf(request, 'back_end')
    const { id } = await findVisibleSession(db, caller, request.params.id)
    const by = { actor: caller.apiKeyId, address: request.ip }
    const image = await showImage(needs, { sessionId: id, imageId: request.params.image_id }, by)
    return reply.type('image/jpeg').send(image)
  })

  async function view(caller: Caller, found: LivenessSession) {
    const session = await endIfOverdue(found)
    if (caller.kind === 'person') return personView(session)
    if (caller.kind === 'capture') return captureView(session)
    // Who may erase only learns by it no more than a person would.
    if (!caller.scopes.includes('sessions:read')) return personView(session)
    const progress = isOpen(session) ? readProgress(evidenceKeys, session) : null
    return backEndView(session, progress, await listImages(db, session.id, clock.now()))
  }

  /** A session past its time is over, whether it was swept yet or not. */
  async function endIfOverdue(found: LivenessSession): Promise<LivenessSession> {
    if (!isOpen(found) || found.expiresAt > clock.now()) return found
    await expireSession(needs, found, clock.now())
    const ended = await findSession(db, found.id)
    // Its owner's account may have been deleted meanwhile.
    if (!ended) throw refuse('not_found')
    return ended
  }
}

async function emptyIsNone(request: { body: unknown }): Promise<void> {
  request.body ??= {}
}
