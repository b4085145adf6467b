import { type Refusal, refuse } from '../errors.ts'
import { EnvelopeSchema, RefusalSchema, refusalEnvelope } from '../http/envelope.ts'

interface Media {
  readonly schema?: object
  example?: unknown
}

interface ResponseEntry {
  description: string
  readonly content?: Readonly<Record<string, Media>>
  headers?: Record<string, object>
}

interface Operation {
  readonly tags?: readonly string[]
  responses?: Record<string, ResponseEntry>
}

const WWW_AUTHENTICATE = { description: 'What is asked for', schema: { type: 'string' } }
const RETRY_AFTER = { description: 'Seconds', schema: { type: 'integer', minimum: 1 } }

const badRequest = refuse('invalid_request', { details: [{ path: '/steps', problem: 'must be <= 6' }] })

/** What a status means, and a refusal that has it, as the example. */
const STATUSES: Readonly<Record<string, readonly [description: string, example?: Refusal]>> = {
  200: ['Done'],
  201: ['Created'],
  400: ['Refused: the message says what is wrong', badRequest],
  401: ['No login, API key or capture token that is good here', refuse('not_authorized')],
  403: ['Not for this caller, or a request from a page of another site', refuse('cross_site')],
  404: ['Not there, or not for this caller', refuse('not_found')],
  408: ['The request took too long to arrive', refuse('request_timeout')],
  409: ['The session is over, or another client streams it', refuse('session_over')],
  413: ['The body is too large', refuse('body_too_large')],
  414: ['A part of the path is too long', refuse('url_too_long')],
  415: ['The body is of another type', refuse('not_json')],
  429: ['Too many attempts; Retry-After says when to try again', refuse('too_many_requests')],
  431: ['The headers are too large', refuse('headers_too_large')],
  500: ['A bug', refuse('internal')],
  503: ['Overloaded, starting, stopping or without storage; Retry-After says when to try again', refuse('busy')],
}

const CONTRACT_EXAMPLES: Readonly<Record<string, Refusal>> = {
  400: refuse('login_incomplete'),
  401: refuse('not_logged_in'),
}

/**
 * Adds to each operation the responses that any request may get, what each status means with an example, and
 * `Retry-After` and `WWW-Authenticate` where they are sent. Changes the document.
 */
export function describeCommonResponses(document: {
  readonly paths?: Readonly<Record<string, object | undefined>> | undefined
}): void {
  for (const [path, methods] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries<Operation>({ ...methods })) {
      const contract = operation.tags?.includes('accounts') ?? false
      const schema = contract ? EnvelopeSchema : RefusalSchema
      operation.responses = {
        400: json(schema),
        ...(method === 'get' ? {} : { 403: json(schema) }),
        // Refused before the path is known, so with the code on every path.
        408: json(RefusalSchema),
        ...(path.includes('{') ? { 414: json(schema) } : {}),
        431: json(RefusalSchema),
        500: json(schema),
        ...operation.responses,
      }
      for (const [status, response] of Object.entries(operation.responses)) describe(response, status, contract)
    }
}

function describe(response: ResponseEntry, status: string, contract: boolean): void {
  const [description, refusal] = STATUSES[status] ?? ['Any other refusal']
  // `@fastify/swagger` writes this where a schema has no description.
  if (response.description === 'Default Response') response.description = description
  const media = response.content?.['application/json']
  const example = (contract && CONTRACT_EXAMPLES[status]) || refusal
  if (media && example) media.example = refusalEnvelope(example, contract && media.schema !== RefusalSchema)
  if (!contract && (status === '401' || status === '403')) response.headers = { 'www-authenticate': WWW_AUTHENTICATE }
  if (status === '429' || status === '503') response.headers = { 'retry-after': RETRY_AFTER }
}

function json(schema: object): ResponseEntry {
  return { description: 'Default Response', content: { 'application/json': { schema } } }
}
