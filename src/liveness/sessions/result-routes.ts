import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../../config.ts'
import { refuse } from '../../errors.ts'
import { envelopeWith } from '../../http/envelope.ts'
import { callerOf } from '../../identity/identify-callers.ts'
import { openCurrentKey, type SigningNeeds } from '../../results/signing/current-key.ts'
import { issuerOf } from '../../results/signing/issuer.ts'
import { signResult } from '../../results/signing/sign-result.ts'
import { allowAnyOriginByToken, answerPreflight } from './any-origin-routes.ts'
import { resultClaims } from './result-claims.ts'
import * as schemas from './schemas.ts'
import { findVisibleSession } from './visible-session.ts'

export type ResultNeeds = SigningNeeds & { readonly config: Pick<Config, 'PUBLIC_URL'> }

/** A decided session's result as a token that whoever may read the session can carry elsewhere. */
export function resultRoutes(server: FastifyInstance, needs: ResultNeeds): void {
  const { db, clock, config } = needs
  const openKey = openCurrentKey(needs)
  const app = server.withTypeProvider<TypeBoxTypeProvider>()
  const reading = {
    schema: schemas.result,
    config: { callers: ['person', 'back_end', 'capture'], scope: 'sessions:read' },
    onRequest: allowAnyOriginByToken,
  } as const
  answerPreflight(app, '/liveness/sessions/:id/result', 'GET, HEAD, OPTIONS')
  app.get('/liveness/sessions/:id/result', reading, async (request, reply) => {
    const caller = callerOf(request, 'person', 'back_end', 'capture')
    const session = await findVisibleSession(db, caller, request.params.id)
    const claims = resultClaims(session, issuerOf(config, request.socket.localPort))
    if (!claims) throw refuse('not_decided')
    const token = await signResult(await openKey(), claims, clock.now())
    reply.header('cache-control', 'no-store')
    return envelopeWith(200, 'Signed result', { token })
  })
}
