import { EnvelopeSchema, RefusalSchema } from '../http/envelope.ts'

interface Answer {
  readonly description: string
  readonly content: object
  headers?: Record<string, object>
}

interface Operation {
  readonly tags?: readonly string[]
  responses?: Record<string, Answer>
}

const RETRY_AFTER = { description: 'Seconds', schema: { type: 'integer', minimum: 1 } }

/** Says of each operation what any request may be answered, and where `Retry-After` is sent. Changes the document. */
export function describeCommonAnswers(document: {
  readonly paths?: Readonly<Record<string, object | undefined>> | undefined
}): void {
  for (const [path, methods] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries<Operation>({ ...methods })) {
      const schema = operation.tags?.includes('accounts') ? EnvelopeSchema : RefusalSchema
      const answers = {
        400: json('Not a request that can be understood', schema),
        ...(method === 'get' ? {} : { 403: json('Cross-site request', schema) }),
        // Refused before the path is known, so with the code on every path.
        408: json('The request took too long to arrive', RefusalSchema),
        ...(path.includes('{') ? { 414: json('A part of the path is too long', schema) } : {}),
        431: json('The headers are too large', RefusalSchema),
        500: json('A bug', schema),
      }
      const responses: Record<string, Answer> = { ...answers, ...operation.responses }
      for (const status of ['429', '503']) {
        const answer = responses[status]
        if (answer) responses[status] = { ...answer, headers: { 'retry-after': RETRY_AFTER } }
      }
      operation.responses = responses
    }
}

function json(description: string, schema: object): Answer {
  return { description, content: { 'application/json': { schema } } }
}
