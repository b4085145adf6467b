import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { refuse } from '../errors.ts'
import { html } from '../html.ts'
import type { AdminNeeds } from './needs.ts'
import { pageRoutes } from './page-routes.ts'
import { sendPage } from './send-page.ts'
import './operator.ts'

const STYLE = readFileSync(new URL('admin.css', import.meta.url))

/** The operator's page: everything under `/admin`. The hooks of `app`, a context of its own, hold for all of it. */
export async function adminRoutes(app: FastifyInstance, needs: AdminNeeds): Promise<void> {
  app.decorateRequest('operator', null)
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, hide: true }
  })
  app.addHook('onRequest', async () => {
    throw refuse('not_found')
  })
  app.get('/admin/admin.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(STYLE))
  app.get('/admin/login', (request, reply) =>
    sendPage(request, reply, { title: 'Log in', body: html`<form method="post"></form>` }),
  )
  await app.register(async (pages) => pageRoutes(pages, needs))
}
