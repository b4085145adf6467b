import { finished, type Writable } from 'node:stream'
import { refuse } from '../errors.ts'

export interface Arrival {
  /** Who sends it, and how many pictures they may have here at a time. */
  readonly holder: string
  readonly heldMax: number
  /** The `Content-Length` header; what does not say how large it is counts as the largest. */
  readonly contentLength: string | undefined
  /** The response to it, with whose end the room is free again. */
  readonly response: Writable
}

export interface IntakeLimits {
  /** Of one picture. */
  readonly bytesMax: number
  /** Of all pictures that are being received or measured in this process. */
  readonly allBytesMax: number
}

/** Room in memory for pictures, to be asked for before one is read: refuses `too_many_requests` and `busy`. */
export function openIntake({ bytesMax, allBytesMax }: IntakeLimits): (arrival: Arrival) => void {
  const held = new Map<string, number>()
  let allBytes = 0
  return ({ holder, heldMax, contentLength, response }) => {
    const count = held.get(holder) ?? 0
    if (!(count < heldMax))
      throw refuse('too_many_requests', {
        message: `Too many pictures at a time: at most ${heldMax}`,
        retryAfterSeconds: 1,
      })
    const bytes = Math.min(bytesMax, Number(contentLength ?? bytesMax))
    if (!(allBytes + bytes <= allBytesMax)) throw refuse('busy', { retryAfterSeconds: 1 })
    allBytes += bytes
    held.set(holder, count + 1)
    finished(response, () => {
      allBytes -= bytes
      const rest = (held.get(holder) ?? 1) - 1
      if (rest > 0) held.set(holder, rest)
      else held.delete(holder)
    })
  }
}
