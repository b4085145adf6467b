import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { Refusal, type RefusalDetail, type RefusalName, refuse } from '../errors.ts'
import { isStorageFailure } from '../storage/failure.ts'
import { challengeOf } from './challenge.ts'
import { refusalEnvelope } from './envelope.ts'
import { jsonPointer } from './json-pointer.ts'
import { findKnownPath, type KnownPath } from './known-paths.ts'

/** What Fastify itself refuses, in the words of the one table. */
const FRAMEWORK_REFUSALS: Readonly<Record<string, RefusalName>> = {
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'url_too_long',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'not_json',
}

/** Maps every error, and every request that no route takes, to a row of the one table. */
export function respondToErrors(app: FastifyInstance, paths: ReadonlyMap<string, KnownPath>): void {
  app.setNotFoundHandler((request, reply) => respondToUnrouted(paths, request, reply))
  app.setErrorHandler((error, request, reply) => {
    if (request.is404 && !(error instanceof Refusal)) respondToUnrouted(paths, request, reply)
    else respondWithError(error, request, reply)
  })
}

/**
 * A known path lists its methods: OPTIONS gets 204, a method that it does not have 405. With a method that it has, the
 * handler found nothing, as with a file that does not exist.
 */
function respondToUnrouted(paths: ReadonlyMap<string, KnownPath>, request: FastifyRequest, reply: FastifyReply): void {
  const known = findKnownPath(paths, request.url)
  const path = request.method !== 'OPTIONS' && known?.methods.has(request.method) ? undefined : known
  if (path) reply.header('allow', [...path.methods].join(', '))
  if (path && request.method === 'OPTIONS') reply.code(204).send()
  else respondWithError(refuse(path ? 'method_not_allowed' : 'not_found'), request, reply, path?.contract === true)
}

export function respondWithError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  contract = request.routeOptions.config?.contract === true,
): FastifyReply {
  const refusal = noteRefusal(error, request, reply)
  const challenge = contract ? undefined : challengeOf(refusal, request)
  if (challenge !== undefined) reply.header('www-authenticate', challenge)
  return reply.send(refusalEnvelope(refusal, contract))
}

/** The refusal that an error stands for, with its status and headers set; what is none is logged. */
export function noteRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): Refusal {
  const refusal = refusalOf(error)
  // A refusal is intended, and the request's line in the log shows it; anything else is a bug or a storage failure.
  if (refusal.status >= 500 && refusal !== error)
    request.log.error({ requestId: request.id, err: error }, refusal.message)
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', refusal.retryAfterSeconds)
  if (refusal.status === 413 || refusal.status === 408) reply.header('connection', 'close')
  reply.code(refusal.status)
  return refusal
}

function detailOf({ instancePath, keyword, params, message }: FastifySchemaValidationError): RefusalDetail {
  if (keyword === 'additionalProperties')
    return { path: instancePath + jsonPointer(String(params.additionalProperty)), problem: 'is not known' }
  return { path: instancePath, problem: message ?? 'is invalid' }
}

/** The row of the one table that an error is told as. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const { code, validation, statusCode } = error as Partial<FastifyError>
  if (validation)
    return refuse('invalid_request', {
      details: validation.map(detailOf),
    })
  const known = code === undefined ? undefined : FRAMEWORK_REFUSALS[code]
  if (known !== undefined) return refuse(known)
  if (isStorageFailure(error)) return refuse('storage_unavailable', { retryAfterSeconds: 1 })
  const clientsFault = code?.startsWith('FST_') && statusCode !== undefined && statusCode >= 400 && statusCode < 500
  return refuse(clientsFault ? 'invalid_request' : 'internal')
}
