import type { FastifyInstance } from 'fastify'
import { auditEvents } from '../audit/events.ts'
import { searchAudit } from '../audit/search-queries.ts'
import type { AdminNeeds } from './needs.ts'
import { auditList } from './pages/audit.ts'
import { readQuery } from './read-query.ts'
import { sendPage } from './send-page.ts'

const PAGE_LINES = 100
/** How far back lines are searched unless the operator says. */
const USUAL_MS = 7 * 86_400_000

const NO_TIME = '"Since" is no time such as 2030-01-31T12:00:00Z: the last seven days are shown.'

/** The audit log, newest first. */
export function adminAuditRoutes(app: FastifyInstance, { db, clock }: AdminNeeds): void {
  app.get('/admin/audit', async (request, reply) => {
    const given = readQuery(request)
    const since = given.has('since') ? Date.parse(given.get('since') ?? '') : clock.now() - USUAL_MS
    const problem = Number.isFinite(since) ? undefined : NO_TIME
    const before = given.get('before') ?? ''
    const asked = {
      event: auditEvents.find((event) => event === given.get('event')),
      of: given.get('of')?.trim(),
      since: problem === undefined ? since : clock.now() - USUAL_MS,
      beforeId: /^\d{1,15}$/.test(before) ? Number(before) : undefined,
    }
    const found = await searchAudit(db, asked, PAGE_LINES + 1)
    const body = auditList(found.slice(0, PAGE_LINES), given, found.length > PAGE_LINES)
    return sendPage(request, reply, { title: 'Audit log', section: 'audit', problem, body })
  })
}
