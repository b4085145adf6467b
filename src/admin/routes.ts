import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isStorableText } from '../accounts/username.ts'
import { refuse } from '../errors.ts'
import { respondWithError } from '../http/error-responses.ts'
import { findActiveOperatorSession } from '../identity/operator-session.ts'
import { readAdminCookie, writeAdminCookie } from './cookie.ts'
import { isOverHttps } from './is-over-https.ts'
import { loginRoutes } from './login-routes.ts'
import { logout } from './logout.ts'
import type { AdminNeeds } from './needs.ts'
import { operatorOf } from './operator.ts'
import { pageRoutes } from './page-routes.ts'
import { hasOperators } from './queries.ts'
import { requireOwnPage } from './require-own-page.ts'
import { respondWithPage } from './respond-with-page.ts'

const STYLE = readFileSync(new URL('admin.css', import.meta.url))
const READS = ['GET', 'HEAD']
/** Origins that may read the API may not read this. */
const CORS_HEADERS = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
]

/**
 * The operator's page: everything under `/admin`. Without an operator each of its paths is one that nobody knows. The
 * hooks of `app`, a context of its own, hold for all of it and for nothing else.
 */
export async function adminRoutes(app: FastifyInstance, needs: AdminNeeds): Promise<void> {
  const { db, config } = needs
  app.decorateRequest('operator', null)
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, hide: true }
  })
  app.addHook('onRequest', async (request, reply) => {
    if (!(await hasOperators(db))) return respondWithError(refuse('not_found'), request, reply)
    for (const name of CORS_HEADERS) reply.removeHeader(name)
    if (!READS.includes(request.method)) requireOwnPage(request, config.PUBLIC_URL)
    return undefined
  })
  app.setErrorHandler((error, request, reply) => respondWithPage(db, error, request, reply))

  app.get('/admin/admin.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(STYLE))
  loginRoutes(app, needs)
  await app.register(async (pages) => {
    pages.addHook('onRequest', (request, reply) => requireOperator(needs, request, reply))
    // What no database stores is no row's id, and PostgreSQL fails where it is asked for one.
    pages.addHook('onRequest', async ({ params }) => {
      if (!Object.values(params as Record<string, string>).every(isStorableText)) throw refuse('not_found')
    })
    pages.post('/admin/logout', async (request, reply) => {
      await logout(needs, operatorOf(request), request.ip)
      const cleared = writeAdminCookie(undefined, isOverHttps(request, config))
      return reply.header('set-cookie', cleared).redirect('/admin/login', 303)
    })
    pageRoutes(pages, needs)
  })
}

/** Finds who is logged in. Everybody else is sent to the login, or refused where something is to change. */
async function requireOperator(needs: AdminNeeds, request: FastifyRequest, reply: FastifyReply) {
  const sessionHash = readAdminCookie(request.headers.cookie, isOverHttps(request, needs.config))
  const session = sessionHash && (await findActiveOperatorSession(needs, sessionHash))
  if (sessionHash && session) request.operator = { id: session.operatorId, name: session.name, sessionHash }
  else if (READS.includes(request.method)) return reply.redirect('/admin/login', 303)
  else throw refuse('operator_not_logged_in')
  return undefined
}
