import type { FastifyInstance } from 'fastify'
import { html } from '../html.ts'
import type { AdminNeeds } from './needs.ts'
import { operatorOf } from './operator.ts'
import { sendPage } from './send-page.ts'

/**
 * What the operator reads and does. Every route here is behind the login; one that changes something is a POST with
 * `config: { body: 'form' }`, whose fields `readForm(request.body)` reads.
 */
export function pageRoutes(app: FastifyInstance, _needs: AdminNeeds): void {
  app.get('/admin', (request, reply) =>
    sendPage(request, reply, {
      title: 'Overview',
      section: 'overview',
      body: html`<p>Hello ${operatorOf(request).name}</p>`,
    }),
  )
}
