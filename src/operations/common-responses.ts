import { EnvelopeSchema, RefusalSchema } from '../http/envelope.ts'

interface ResponseEntry {
  readonly description: string
  readonly content: object
  headers?: Record<string, object>
}

interface Operation {
  readonly tags?: readonly string[]
  responses?: Record<string, ResponseEntry>
}

const RETRY_AFTER = { description: 'Seconds', schema: { type: 'integer', minimum: 1 } }

/**
 * Adds to each operation the responses that any request may get, and `Retry-After` where it is sent. Changes the
 * document.
 */
export function describeCommonResponses(document: {
  readonly paths?: Readonly<Record<string, object | undefined>> | undefined
}): void {
  for (const [path, methods] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries<Operation>({ ...methods })) {
      const schema = operation.tags?.includes('accounts') ? EnvelopeSchema : RefusalSchema
      const common = {
        400: json('Not a request that can be understood', schema),
        ...(method === 'get' ? {} : { 403: json('Cross-site request', schema) }),
        // Refused before the path is known, so with the code on every path.
        408: json('The request took too long to arrive', RefusalSchema),
        ...(path.includes('{') ? { 414: json('A part of the path is too long', schema) } : {}),
        431: json('The headers are too large', RefusalSchema),
        500: json('A bug', schema),
      }
      const responses: Record<string, ResponseEntry> = { ...common, ...operation.responses }
      for (const status of ['429', '503']) {
        const entry = responses[status]
        if (entry) responses[status] = { ...entry, headers: { 'retry-after': RETRY_AFTER } }
      }
      operation.responses = responses
    }
}

function json(description: string, schema: object): ResponseEntry {
  return { description, content: { 'application/json': { schema } } }
}
