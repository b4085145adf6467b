import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'
import { DISCARDED_BODY_BYTES_MAX, JSON_BODY_BYTES_MAX } from './limits.ts'
import { mediaType } from './media-type.ts'

/**
 * Bodies are read only where a route says that it takes JSON or a picture; everywhere else they are ignored, of any
 * type, because clients in the field send bodies with any method. An empty body is `undefined`. Refuses `not_json`,
 * `invalid_json` (not UTF-8 counts too) and `body_too_large`.
 */
export function readBodies(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.body === undefined && route.method !== 'GET' && route.method !== 'HEAD')
      route.onRequest = [route.onRequest ?? [], ignoreContentType].flat()
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: AsyncIterable<Buffer>) => {
    const { body, pictureBytesMax = 0 } = request.routeOptions.config
    if (body === 'picture') return readBytes(payload, pictureBytesMax)
    if (body !== 'json') return undefined
    const bytes = await readBytes(payload, JSON_BODY_BYTES_MAX)
    if (bytes.length === 0) return undefined
    if (mediaType(request.headers['content-type']) !== 'application/json') throw refuse('not_json')
    return parseJson(bytes)
  })
}

/** A malformed type would be refused before any parser is asked. */
function ignoreContentType(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  delete request.headers['content-type']
  done()
}

async function readBytes(payload: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of payload) {
      bytes += chunk.length
      if (bytes <= bytesMax) chunks.push(chunk)
      if (bytes > DISCARDED_BODY_BYTES_MAX) break
    }
  } catch {
    throw refuse('body_incomplete')
  }
  if (bytes > bytesMax)
    throw refuse('body_too_large', { message: `Request body is too large: at most ${bytesMax} bytes` })
  return Buffer.concat(chunks)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw refuse('invalid_json')
  }
}
