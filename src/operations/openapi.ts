import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { describeCommonResponses } from './common-responses.ts'
import { version } from './version.ts'

const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/**
 * Describes every route that is added after it: `/openapi.json` for programs, `/docs` for people, nothing from
 * outside.
 */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'liveness-server',
        version,
        description:
          'Accounts and face liveness. Every response carries `status_code`, equal to the HTTP status, and `message`.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      tags: [
        { name: 'accounts', description: 'The contract that mobile clients use' },
        { name: 'liveness', description: 'Is a living person there, now?' },
        { name: 'operations', description: 'For the operator of the server' },
      ],
      components: {
        securitySchemes: {
          person: { type: 'apiKey', in: 'cookie', name: 'X-LIVENESS-TOKEN' },
          backEnd: { type: 'http', scheme: 'bearer', description: 'An API key: lk_…' },
          captureToken: { type: 'http', scheme: 'bearer', description: 'The capture token of one liveness session' },
        },
      },
    },
    transformObject: (documented) => {
      const document = 'openapiObject' in documented ? documented.openapiObject : documented.swaggerObject
      describeCommonResponses(document)
      return document
    },
  })
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  await app.register(async (docs) => {
    docs.addHook('onSend', async (_request, reply) => void reply.header('content-security-policy', DOCS_POLICY))
    await docs.register(swaggerUi, { routePrefix: '/docs', uiConfig: { validatorUrl: null } })
  })
}
