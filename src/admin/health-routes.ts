import type { FastifyInstance } from 'fastify'
import { readBacklog } from '../results/webhooks/listing-queries.ts'
import { readChecks } from './checks.ts'
import { readLastHour } from './last-hour.ts'
import type { AdminNeeds } from './needs.ts'
import { healthPage } from './pages/health.ts'
import { overviewPage } from './pages/overview.ts'
import { sendPage } from './send-page.ts'

/** How the server does: what needs somebody now, and the last hour. */
export function adminHealthRoutes(app: FastifyInstance, needs: AdminNeeds): void {
  const { db, clock, processSamples } = needs

  app.get('/admin', async (request, reply) => {
    const [checks, hour, backlog] = [
      await readChecks(needs),
      await readLastHour(db, clock.now()),
      await readBacklog(db),
    ]
    const body = overviewPage(checks, hour, backlog, clock.now())
    return sendPage(request, reply, { title: 'Overview', section: 'overview', body })
  })

  app.get('/admin/health', async (request, reply) => {
    const [checks, hour] = [await readChecks(needs), await readLastHour(db, clock.now())]
    const body = healthPage(checks, hour, processSamples.samples)
    return sendPage(request, reply, { title: 'Health', section: 'health', body })
  })
}
