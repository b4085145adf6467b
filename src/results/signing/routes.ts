import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { currentKeyId, type SigningNeeds } from './current-key.ts'
import { listSigningKeys } from './key-queries.ts'
import { jsonWebKey, receiptKey, verifiesResults } from './public-keys.ts'
import * as schemas from './schemas.ts'

/** Who meets a token of a newer key asks again, so a rotation needs no shorter time. */
const CACHE_SECONDS = 300

/** The keys by which anybody verifies a signed result, and those by which a receipt. */
export function signingRoutes(app: FastifyInstance, needs: SigningNeeds): void {
  app.get('/.well-known/jwks.json', { schema: schemas.keySet }, async (request, reply) => {
    const now = needs.clock.now()
    const keys = (await listKeys()).filter((key) => verifiesResults(key, now)).map(jsonWebKey)
    return send(request, reply, keys)
  })

  app.get('/.well-known/receipt-keys.json', { schema: schemas.receiptKeySet }, async (request, reply) => {
    return send(request, reply, (await listKeys()).map(receiptKey))
  })

  async function listKeys() {
    await currentKeyId(needs)
    return listSigningKeys(needs.db)
  }

  function send<Key extends object>(request: FastifyRequest, reply: FastifyReply, keys: Key[]) {
    const etag = `"${hash('sha256', JSON.stringify(keys), 'base64url')}"`
    reply.headers({
      'access-control-allow-origin': '*',
      'cache-control': `public, max-age=${CACHE_SECONDS}`,
      etag,
    })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.send({ keys })
  }
}
