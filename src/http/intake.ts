import { finished } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Refusal, refuse } from '../errors.ts'
import type { PictureRoom } from './picture-room.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The picture that is the body of this request, once it was admitted. */
    arriving: BodyArrival | null
  }
}

export interface BodyArrival {
  /** Counts bytes that have arrived; refuses `busy`. */
  add(bytes: number): void
  complete(): void
  /** Rejects where the picture is given up before it is whole. */
  readonly givenUp: Promise<never>
}

export interface Holder {
  /** Who sends it, and how many pictures they may have here at a time. */
  readonly holder: string
  readonly heldMax: number
}

/** Admits a picture before anything of it is read: refuses `too_many_requests`. What arrives of it is counted. */
export function openIntake(room: PictureRoom): (request: FastifyRequest, reply: FastifyReply, holder: Holder) => void {
  const held = new Map<string, number>()
  return (request, reply, { holder, heldMax }) => {
    const count = held.get(holder) ?? 0
    if (!(count < heldMax))
      throw refuse('too_many_requests', {
        message: `Too many pictures at a time: at most ${heldMax}`,
        retryAfterSeconds: 1,
      })
    held.set(holder, count + 1)
    const { promise: givenUp, reject } = Promise.withResolvers<never>()
    givenUp.catch(() => {})
    const { add, complete, end } = room.begin((refusal: Refusal) => reject(refusal))
    request.arriving = { add, complete, givenUp }
    finished(reply.raw, () => {
      end()
      const rest = (held.get(holder) ?? 1) - 1
      if (rest > 0) held.set(holder, rest)
      else held.delete(holder)
    })
  }
}
