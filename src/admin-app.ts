import type { FastifyInstance } from 'fastify'
import { adminRoutes } from './admin/routes.ts'
import type { AppParts } from './app.ts'
import { refuse } from './errors.ts'
import { newServer } from './new-server.ts'
import { isKnownHost } from './operations/is-known-host.ts'

/**
 * The operator's page on a port of its own, and nothing else. Refuses `host_not_known` where the request does not name
 * the machine by an address, as `localhost`, as `ADMIN_HOST` or as `PUBLIC_URL` does: a name of somebody else's that
 * was turned to this machine.
 */
export async function buildAdminApp(parts: AppParts): Promise<FastifyInstance> {
  const { ADMIN_HOST, PUBLIC_URL } = parts.config
  const names = [ADMIN_HOST.toLowerCase(), ...(PUBLIC_URL === '' ? [] : [new URL(PUBLIC_URL).hostname])]
  const app = newServer(parts, {
    listedOrigins: [],
    upgrades: false,
    checkRequest({ headers }) {
      if (headers.host !== undefined && !isKnownHost(headers.host, names)) throw refuse('host_not_known')
    },
  })
  await app.register(async (admin) => adminRoutes(admin, parts))
  return app
}
