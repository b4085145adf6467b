import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal, type RefusalName, refuse } from '../errors.ts'
import { isStorageFailure } from '../storage/failure.ts'
import { refusalEnvelope } from './envelope.ts'

/** What Fastify itself refuses, in the words of the one table. */
const FRAMEWORK_REFUSALS: Readonly<Record<string, RefusalName>> = {
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'url_too_long',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'not_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
}

/** Puts every error of every request through the one table. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply))
  app.setNotFoundHandler((request, reply) => answerError(refuse('not_found'), request, reply))
}

export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error)
  if (refusal.status >= 500) request.log.error({ requestId: request.id, err: error }, refusal.message)
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', refusal.retryAfterSeconds)
  if (refusal.status === 413) reply.header('connection', 'close')
  reply.code(refusal.status).send(refusalEnvelope(refusal, request.routeOptions.config?.contract === true))
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const { code, validation } = error as Partial<FastifyError>
  if (validation)
    return refuse('invalid_request', {
      details: validation.map(({ instancePath, message }) => ({
        path: instancePath,
        problem: message ?? 'is invalid',
      })),
    })
  const known = code === undefined ? undefined : FRAMEWORK_REFUSALS[code]
  if (known !== undefined) return refuse(known)
  if (isStorageFailure(error)) return refuse('storage_unavailable', { retryAfterSeconds: 1 })
  return refuse('internal')
}
