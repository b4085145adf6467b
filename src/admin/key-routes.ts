import type { FastifyInstance } from 'fastify'
import { refuse } from '../errors.ts'
import { type ApiKey, listApiKeys } from '../identity/api-key-queries.ts'
import { revokeApiKey } from '../identity/revoke-key.ts'
import type { AdminNeeds } from './needs.ts'
import { byOperator } from './operator.ts'
import { confirmation } from './pages/forms.ts'
import { keyList } from './pages/keys.ts'
import { showAfter } from './read-query.ts'
import { sendPage } from './send-page.ts'

const DONE = { revoked: 'The key is revoked.', gone: 'It was gone already.' }

type OfKey = { Params: { id: string } }

/** API keys: what each may do and when it was used; taking one back. */
export function adminKeyRoutes(app: FastifyInstance, needs: AdminNeeds): void {
  const { db, clock } = needs
  const section = 'keys'

  app.get('/admin/keys', async (request, reply) => {
    const body = keyList(await listApiKeys(db), clock.now())
    return sendPage(request, reply, { title: 'API keys', section, notice: showAfter(request, DONE), body })
  })

  app.get<OfKey>('/admin/keys/:id/revoke', async (request, reply) => {
    const { name } = await find(request.params.id)
    const sentence = `Take the key "${name}" back? From then on it is good for nothing; sessions it opened stay.`
    const body = confirmation(sentence, 'Revoke', '/admin/keys')
    return sendPage(request, reply, { title: 'Revoke API key?', section, body })
  })

  app.post<OfKey>('/admin/keys/:id/revoke', { config: { body: 'form' } }, async (request, reply) => {
    const { id } = await find(request.params.id)
    const revoked = await revokeApiKey(needs, id, byOperator(request))
    return reply.redirect(`/admin/keys?done=${revoked ? 'revoked' : 'gone'}`, 303)
  })

  async function find(id: string): Promise<ApiKey> {
    const key = (await listApiKeys(db)).find((one) => one.id === id)
    if (!key) throw refuse('not_found')
    return key
  }
}
