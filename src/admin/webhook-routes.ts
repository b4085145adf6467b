import type { FastifyInstance } from 'fastify'
import { refuse } from '../errors.ts'
import { deliveryStates } from '../results/webhooks/delivery-queries.ts'
import { enableEndpoint } from '../results/webhooks/enable-endpoint.ts'
import { type Endpoint, findEndpoint, listEndpoints } from '../results/webhooks/endpoint-queries.ts'
import { countDeliveries, type Delivery, findDelivery, listDeliveries } from '../results/webhooks/listing-queries.ts'
import { replay } from '../results/webhooks/replay.ts'
import { wakeDelivery } from '../results/webhooks/wake-delivery.ts'
import type { AdminNeeds } from './needs.ts'
import { byOperator } from './operator.ts'
import { confirmation } from './pages/forms.ts'
import { webhookList, webhookPage } from './pages/webhooks.ts'
import { showAfter } from './read-query.ts'
import { readSearch } from './read-search.ts'
import { sendPage } from './send-page.ts'

const DELIVERIES_MAX = 100
const DONE = {
  replayed: 'The delivery is due now.',
  'replayed-none': 'Nothing could be sent again at this moment: it is being sent, or gone.',
  'replayed-failed': 'All failed deliveries are due now.',
  enabled: 'The webhook is enabled, and what waited for it is due now.',
  'enabled-before': 'The webhook was enabled already.',
}

type OfOne = { Params: { id: string } }

/** Webhooks and what was delivered to each; sending again, enabling. */
export function adminWebhookRoutes(app: FastifyInstance, needs: AdminNeeds): void {
  const { db } = needs
  const section = 'webhooks'
  const form = { config: { body: 'form' } } as const

  app.get('/admin/webhooks', async (request, reply) => {
    const webhooks = await Promise.all((await listEndpoints(db)).map(counted))
    return sendPage(request, reply, { title: 'Webhooks', section, body: webhookList(webhooks) })
  })

  app.get<OfOne>('/admin/webhooks/:id', async (request, reply) => {
    const endpoint = await find(request.params.id)
    const { given, asked, problem } = readSearch(request, { state: deliveryStates })
    const { state = null } = asked
    const deliveries = await listDeliveries(db, { endpointId: endpoint.id, state, limit: DELIVERIES_MAX })
    const body = webhookPage(await counted(endpoint), deliveries, given)
    return sendPage(request, reply, { title: 'Webhook', section, notice: showAfter(request, DONE), problem, body })
  })

  app.get<OfOne>('/admin/webhooks/:id/enable', async (request, reply) => {
    const { id, url } = await find(request.params.id)
    const sentence = `Enable the webhook to ${url}? What waited for it is sent at once.`
    const body = confirmation(sentence, 'Enable', `/admin/webhooks/${id}`)
    return sendPage(request, reply, { title: 'Enable webhook?', section, body })
  })

  app.post<OfOne>('/admin/webhooks/:id/enable', form, async (request, reply) => {
    const { id, disabledAt } = await find(request.params.id)
    if (disabledAt === null) return reply.redirect(`/admin/webhooks/${id}?done=enabled-before`, 303)
    await enableEndpoint(needs, id, byOperator(request))
    wakeDelivery()
    return reply.redirect(`/admin/webhooks/${id}?done=enabled`, 303)
  })

  app.get<OfOne>('/admin/webhooks/:id/replay', async (request, reply) => {
    const { id, url } = await find(request.params.id)
    const sentence = `Send everything that failed to ${url} again? Its receiver sees the same webhook-id as before.`
    const body = confirmation(sentence, 'Send again', `/admin/webhooks/${id}`)
    return sendPage(request, reply, { title: 'Send again?', section, body })
  })

  app.post<OfOne>('/admin/webhooks/:id/replay', form, async (request, reply) => {
    const { id } = await find(request.params.id)
    await replay(needs, { endpointId: id, since: 0, state: 'failed' }, byOperator(request))
    return reply.redirect(`/admin/webhooks/${id}?done=replayed-failed`, 303)
  })

  app.get<OfOne>('/admin/deliveries/:id/replay', async (request, reply) => {
    const { id, type, endpointId } = await findKnownDelivery(request.params.id)
    const { url } = await find(endpointId)
    const sentence = `Send ${type} (delivery ${id}) to ${url} again? Its receiver sees the same webhook-id as before.`
    const body = confirmation(sentence, 'Send again', `/admin/webhooks/${endpointId}`)
    return sendPage(request, reply, { title: 'Send again?', section, body })
  })

  app.post<OfOne>('/admin/deliveries/:id/replay', form, async (request, reply) => {
    const { id, endpointId } = await findKnownDelivery(request.params.id)
    const done = (await replay(needs, { id }, byOperator(request))) > 0 ? 'replayed' : 'replayed-none'
    return reply.redirect(`/admin/webhooks/${endpointId}?done=${done}`, 303)
  })

  async function findKnownDelivery(id: string): Promise<Delivery> {
    const delivery = /^\d{1,15}$/.test(id) ? await findDelivery(db, Number(id)) : undefined
    if (!delivery) throw refuse('not_found')
    return delivery
  }

  async function find(id: string): Promise<Endpoint> {
    const endpoint = await findEndpoint(db, id)
    if (!endpoint) throw refuse('not_found')
    return endpoint
  }

  async function counted(endpoint: Endpoint) {
    const count = (state: 'pending' | 'failed') => countDeliveries(db, endpoint.id, state)
    return { ...endpoint, waiting: await count('pending'), failed: await count('failed') }
  }
}
