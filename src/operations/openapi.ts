import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { describeCommonResponses } from './common-responses.ts'
import { nameSchemas } from './name-schemas.ts'
import { version } from './version.ts'
import { webhooks } from './webhook-schemas.ts'

/** Describes every route that is added after it, and what webhooks get. */
export async function describeRoutes(app: FastifyInstance, { PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>): Promise<void> {
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
        { name: 'webhooks', description: 'What the server sends to addresses that `liveness webhook add` named' },
      ],
      servers: [{ url: PUBLIC_URL || '/' }],
      security: [],
      webhooks,
      components: {
        securitySchemes: {
          person: { type: 'apiKey', in: 'cookie', name: 'X-LIVENESS-TOKEN', description: 'Set by `POST /auth/login`' },
          backEnd: { type: 'http', scheme: 'bearer', description: 'An API key: lk_…' },
          captureToken: { type: 'http', scheme: 'bearer', description: 'The capture token of one liveness session' },
        },
      },
    },
    // A picture is checked by what reads it: only the document has a schema of it.
    transform: ({ schema, url, route }) => ({
      url,
      schema: route.config?.body === 'picture' ? { ...schema, body: { type: 'string', format: 'binary' } } : schema,
    }),
    transformObject: (documented) => {
      const document = 'openapiObject' in documented ? documented.openapiObject : documented.swaggerObject
      describeCommonResponses(document)
      permitMissingBodies(document)
      return nameSchemas(document)
    },
  })
}

/** `@fastify/swagger` requires every body. One of JSON in which no field is required may be missing as well. */
function permitMissingBodies({ paths = {} }: { readonly paths?: object | undefined }): void {
  for (const { requestBody } of Object.values(paths).flatMap((methods) => Object.values<OperationWithBody>(methods))) {
    const schema = requestBody?.content?.['application/json']?.schema
    if (requestBody && schema && !schema.required) requestBody.required = false
  }
}

interface OperationWithBody {
  readonly requestBody?: {
    required: boolean
    readonly content?: Readonly<Record<string, { readonly schema: { readonly required?: readonly string[] } }>>
  }
}
