import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { currentKeyId, type SigningNeeds } from './current-key.ts'
import { listSigningKeys } from './key-queries.ts'
import * as schemas from './schemas.ts'

/** Who meets a token of a newer key asks again, so a rotation needs no shorter time. */
const CACHE_SECONDS = 300

/** The keys by which anybody verifies a signed result. */
export function signingRoutes(app: FastifyInstance, needs: SigningNeeds): void {
  app.get('/.well-known/jwks.json', { schema: schemas.keySet }, async (request, reply) => {
    await currentKeyId(needs)
    const keys = (await listSigningKeys(needs.db)).map(({ id, x }) => ({
      ...({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' } as const),
      ...{ x, kid: id },
    }))
    const etag = `"${hash('sha256', keys.map(({ kid }) => kid).join(), 'base64url')}"`
    reply.headers({
      'access-control-allow-origin': '*',
      'cache-control': `public, max-age=${CACHE_SECONDS}`,
      etag,
    })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.send({ keys })
  })
}
