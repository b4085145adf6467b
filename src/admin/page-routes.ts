import type { FastifyInstance } from 'fastify'
import { adminAccountRoutes } from './account-routes.ts'
import { adminAuditRoutes } from './audit-routes.ts'
import { adminHealthRoutes } from './health-routes.ts'
import { adminKeyRoutes } from './key-routes.ts'
import type { AdminNeeds } from './needs.ts'
import { adminSessionRoutes } from './session-routes.ts'
import { adminWebhookRoutes } from './webhook-routes.ts'

/** What the operator reads and does, all of it behind the login. What changes something is a POST that asked before. */
export function pageRoutes(app: FastifyInstance, needs: AdminNeeds): void {
  adminHealthRoutes(app, needs)
  adminSessionRoutes(app, needs)
  adminAccountRoutes(app, needs)
  adminKeyRoutes(app, needs)
  adminWebhookRoutes(app, needs)
  adminAuditRoutes(app, needs)
}
