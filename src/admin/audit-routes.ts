import type { FastifyInstance } from 'fastify'
import { auditEvents } from '../audit/events.ts'
import { searchAudit } from '../audit/search-queries.ts'
import type { AdminNeeds } from './needs.ts'
import { auditList } from './pages/audit.ts'
import { readSearch } from './read-search.ts'
import { sendPage } from './send-page.ts'

const PAGE_LINES = 100
/** How far back lines are searched unless the operator says. */
const USUAL_MS = 7 * 86_400_000

const SEARCHED = { event: auditEvents, of: 'text', since: 'time', before: 'number' } as const

/** The audit log, newest first. */
export function adminAuditRoutes(app: FastifyInstance, { db, clock }: AdminNeeds): void {
  app.get('/admin/audit', async (request, reply) => {
    const { given, asked, problem, findsNothing } = readSearch(request, SEARCHED)
    const { event, of, since = clock.now() - USUAL_MS, before: beforeId } = asked
    const found = findsNothing ? [] : await searchAudit(db, { event, of, since, beforeId }, PAGE_LINES + 1)
    const body = auditList(found.slice(0, PAGE_LINES), given, found.length > PAGE_LINES)
    return sendPage(request, reply, { title: 'Audit log', section: 'audit', problem, body })
  })
}
