import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '../errors.ts'
import type { BodyArrival } from './intake.ts'
import { DISCARDED_BODY_BYTES_MAX, FORM_BODY_BYTES_MAX, JSON_BODY_BYTES_MAX } from './limits.ts'
import { mediaType } from './media-type.ts'

/**
 * Bodies are read only where a route says that it takes JSON, a picture or a form; everywhere else they are ignored,
 * of any type, because clients in the field send bodies with any method. An empty body is `undefined`. Refuses
 * `not_json`, `not_form`, `invalid_json` (not UTF-8 counts too) and `body_too_large`.
 */
export function readBodies(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.body === undefined && route.method !== 'GET' && route.method !== 'HEAD')
      route.onRequest = [route.onRequest ?? [], ignoreContentType].flat()
  })
  app.decorateRequest('arriving', null)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: Readable) => {
    const { body, pictureBytesMax = 0 } = request.routeOptions.config
    if (body === 'picture') return readBytes(payload, pictureBytesMax, request.arriving)
    if (body === 'form') return parseForm(request, await readBytes(payload, FORM_BODY_BYTES_MAX, null))
    if (body !== 'json') return undefined
    const bytes = await readBytes(payload, JSON_BODY_BYTES_MAX, null)
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

/** After a refusal the rest is read and thrown away, so that the client gets to read why. */
function readBytes(payload: Readable, bytesMax: number, arriving: BodyArrival | null): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = []
    let bytes = 0
    let refused = false
    const refuseWith = (error: unknown): void => {
      refused = true
      chunks = []
      reject(error)
    }
    payload.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > DISCARDED_BODY_BYTES_MAX) payload.destroy()
      if (refused) return
      if (bytes > bytesMax) return refuseWith(tooLarge(bytesMax))
      try {
        arriving?.add(chunk.length)
        chunks.push(chunk)
      } catch (error) {
        refuseWith(error)
      }
    })
    payload.on('end', () => {
      arriving?.complete()
      resolve(Buffer.concat(chunks))
    })
    payload.on('error', () => refuseWith(refuse('body_incomplete')))
    payload.on('close', () => refuseWith(refuse('body_incomplete')))
    arriving?.givenUp.catch(refuseWith)
  })
}

const tooLarge = (bytesMax: number) =>
  refuse('body_too_large', { message: `Request body is too large: at most ${bytesMax} bytes` })

/** The fields of a form, with what is not UTF-8 replaced (WHATWG URL, 5.1). */
function parseForm({ headers }: FastifyRequest, bytes: Buffer): URLSearchParams | undefined {
  if (bytes.length === 0) return undefined
  if (mediaType(headers['content-type']) !== 'application/x-www-form-urlencoded') throw refuse('not_form')
  return new URLSearchParams(bytes.toString())
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw refuse('invalid_json')
  }
}
