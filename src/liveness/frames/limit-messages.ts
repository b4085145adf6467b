import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Refusal } from '../../errors.ts'
import type { ArrivingPicture, PictureRoom } from '../../http/picture-room.ts'
import { closeCodes } from './close-codes.ts'
import { followMessages } from './follow-messages.ts'
import { FRAME_BYTES_MAX, FRAME_MESSAGE_BYTES_MAX } from './frame-message.ts'

/** So that the client gets to read why. */
const CLOSING_MS_MAX = 3000

/**
 * Ends a stream whose message is too large as soon as it says so, or comes too slowly, or has no room among the
 * pictures that are on their way. Of a message that came whole, nothing is counted.
 */
export function limitMessages(socket: WebSocket, connection: Socket, room: PictureRoom): void {
  const follow = followMessages()
  let arriving: ArrivingPicture | null = null
  let counted = 0

  function endArrival(): void {
    arriving?.end()
    arriving = null
    counted = 0
  }

  function refuse(code: keyof typeof closeCodes, error: string, message: string): void {
    endArrival()
    if (socket.readyState !== socket.OPEN) return
    socket.send(JSON.stringify({ type: 'error', error, message }))
    socket.close(closeCodes[code])
    setTimeout(() => socket.terminate(), CLOSING_MS_MAX).unref()
  }

  const giveUp = ({ error, message }: Refusal): void => refuse('again', error, message)

  // Before the library collects the piece.
  connection.prependListener('data', (piece: Buffer) => {
    const { arrivedBytes, payloadBytes, isNew } = follow(piece)
    if (socket.readyState !== socket.OPEN) return
    if (payloadBytes > FRAME_MESSAGE_BYTES_MAX)
      return refuse('too_large', 'too_large', `A frame has at most ${FRAME_BYTES_MAX} bytes`)
    if (isNew || arrivedBytes === 0) endArrival()
    if (arrivedBytes === counted) return
    arriving ??= room.begin(giveUp)
    try {
      arriving.add(arrivedBytes - counted)
      counted = arrivedBytes
    } catch (error) {
      giveUp(error as Refusal)
    }
  })
  socket.on('close', endArrival)
}
