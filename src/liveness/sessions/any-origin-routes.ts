import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const ANY_ORIGIN = { 'access-control-allow-origin': '*' }

/**
 * Lets a page of any origin read a response that it asked for with a token: where every origin is allowed, browsers
 * send no cookie along (Fetch, 3.3).
 */
export async function allowAnyOriginByToken(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.headers.authorization && !reply.hasHeader('access-control-allow-origin')) reply.headers(ANY_ORIGIN)
}

/** Answers the question that a browser asks before such a request. */
export function answerPreflight(app: FastifyInstance, path: string, allow: string): void {
  app.options(path, { schema: { hide: true } }, (_request, reply) =>
    reply
      .code(204)
      .headers({ ...ANY_ORIGIN, 'access-control-allow-headers': 'authorization', allow })
      .send(),
  )
}
