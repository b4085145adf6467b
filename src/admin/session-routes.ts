import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'
import { listImages } from '../evidence/queries.ts'
import { html } from '../html.ts'
import { verdicts } from '../liveness/decision/verdict.ts'
import { asOf } from '../liveness/sessions/as-of.ts'
import { eraseSession } from '../liveness/sessions/erase-session.ts'
import { listSessions } from '../liveness/sessions/list-queries.ts'
import { findSession } from '../liveness/sessions/queries.ts'
import { readProgress } from '../liveness/sessions/read-progress.ts'
import { isOpen, type LivenessSession, sessionStates } from '../liveness/sessions/session.ts'
import { showImage } from '../liveness/sessions/show-image.ts'
import { backEndView } from '../liveness/sessions/views.ts'
import { openReceipts } from '../results/signing/open-receipts.ts'
import { listDeliveriesAbout } from '../results/webhooks/listing-queries.ts'
import type { AdminNeeds } from './needs.ts'
import { byOperator } from './operator.ts'
import { confirmation } from './pages/forms.ts'
import { receiptPart } from './pages/receipt.ts'
import { sessionPage } from './pages/session.ts'
import { sessionList } from './pages/session-list.ts'
import { readSearch } from './read-search.ts'
import { sendPage } from './send-page.ts'

const PAGE_SESSIONS = 50
const DELIVERIES_MAX = 50
const SEARCHED = {
  state: sessionStates,
  verdict: verdicts,
  subject: 'text',
  account: 'text',
  key: 'text',
  from: 'time',
  to: 'time',
  before: 'key',
} as const

type OfSession = { Params: { id: string } }
type OfImage = { Params: { id: string; image: string } }

/** Liveness sessions: which there were, and why each came out as it did. */
export function adminSessionRoutes(app: FastifyInstance, needs: AdminNeeds): void {
  const { db, clock, evidenceKeys } = needs
  const section = 'sessions'
  const receiptFor = openReceipts(needs)

  app.get('/admin/sessions', async (request, reply) => {
    const { given, asked, problem, findsNothing } = readSearch(request, SEARCHED)
    const { account: accountId, key: apiKeyId, from: createdFrom, to: createdTo, before: beforeId } = asked
    const filter = { ...asked, accountId, apiKeyId, createdFrom, createdTo }
    const before = beforeId === undefined ? undefined : await find(beforeId)
    const shown = { limit: PAGE_SESSIONS + 1, before, now: clock.now() }
    const found = findsNothing ? [] : await listSessions(db, filter, shown)
    const sessions = found.slice(0, PAGE_SESSIONS).map((session) => asOf(session, clock.now()))
    const body = sessionList(sessions, given, found.length > PAGE_SESSIONS)
    return sendPage(request, reply, { title: 'Sessions', section, problem, body })
  })

  app.get<OfSession>('/admin/sessions/:id', async (request, reply) =>
    show(request, reply, await find(request.params.id)),
  )

  app.post<OfImage>('/admin/sessions/:id/images/:image', { config: { body: 'form' } }, async (request, reply) => {
    const { id, image } = request.params
    const session = await find(id)
    const jpeg = await showImage(needs, { sessionId: id, imageId: image }, byOperator(request))
    return show(request, reply, session, { id: image, jpeg })
  })

  app.get<OfSession>('/admin/sessions/:id/erase', async (request, reply) => {
    const { id } = await find(request.params.id)
    const sentence = `Erase the pictures and measurements of session ${id}, for good? If it is open, it is cancelled. Its verdict stays.`
    const body = confirmation(sentence, 'Erase', `/admin/sessions/${id}`)
    return sendPage(request, reply, { title: 'Erase evidence?', section, body })
  })

  app.post<OfSession>('/admin/sessions/:id/erase', { config: { body: 'form' } }, async (request, reply) => {
    const session = await find(request.params.id)
    const receipt = await eraseSession(
      { ...needs, openReceipt: () => receiptFor(request) },
      session,
      byOperator(request),
    )
    const body = html`<p>The evidence of session <a href="/admin/sessions/${session.id}">${session.id}</a> is erased.</p>
${receiptPart(receipt)}`
    return sendPage(request, reply, { title: 'Erased', section, body })
  })

  async function find(id: string): Promise<LivenessSession> {
    const session = await findSession(db, id)
    if (!session) throw refuse('not_found')
    return asOf(session, clock.now())
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    session: LivenessSession,
    shown?: { readonly id: string; readonly jpeg: Buffer },
  ) {
    const progress = isOpen(session) ? readProgress(evidenceKeys, session) : null
    const view = backEndView(session, progress, await listImages(db, session.id, clock.now()))
    const deliveries = await listDeliveriesAbout(db, session.id, DELIVERIES_MAX)
    const body = sessionPage(session, view, { deliveries, shown, now: clock.now() })
    return sendPage(request, reply, { title: 'Session', section, body })
  }
}
