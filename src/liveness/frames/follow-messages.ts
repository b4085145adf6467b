/** What has come of a message that is not whole yet; of no bytes where none is begun. */
export interface UnfinishedMessage {
  /** Bytes that arrived of it, its headers counted. */
  readonly arrivedBytes: number
  /** Bytes that it has at least, by what its headers say, without them. */
  readonly payloadBytes: number
  /** Another one became whole in the piece that was read last. */
  readonly isNew: boolean
}

const CONTROL = 0b1000
const FINAL = 0b1000_0000
const LENGTH = 0b0111_1111
const [LENGTH_OF_2_BYTES, LENGTH_OF_8_BYTES] = [126, 127]
const MASK_BYTES = 4

/**
 * Follows the messages that a client sends over a WebSocket by its bytes alone, in pieces cut anywhere (RFC 6455, 5.2):
 * a message is known to be too large, or never to end, before anybody has collected it.
 */
export function followMessages(): (piece: Uint8Array) => UnfinishedMessage {
  let header: number[] = []
  let payloadLeft: number | null = null
  let frameBytes = 0
  let arrivedBytes = 0
  let payloadBytes = 0

  const isControl = () => (header[0]! & CONTROL) !== 0
  /** True where that frame was the last one of its message; those of control stand between the others. */
  function endFrame(): boolean {
    const ends = !isControl() && (header[0]! & FINAL) !== 0
    if (isControl()) arrivedBytes -= frameBytes
    if (ends) [arrivedBytes, payloadBytes] = [0, 0]
    header = []
    payloadLeft = null
    frameBytes = 0
    return ends
  }

  return (piece) => {
    let isNew = false
    for (let at = 0; at < piece.length; ) {
      const taken = payloadLeft === null ? 1 : Math.min(payloadLeft, piece.length - at)
      arrivedBytes += taken
      frameBytes += taken
      if (payloadLeft !== null) payloadLeft -= taken
      else {
        header.push(piece[at]!)
        payloadLeft = readLength(header)
        if (payloadLeft !== null && !isControl()) payloadBytes += payloadLeft
      }
      at += taken
      if (payloadLeft === 0 && endFrame()) isNew = true
    }
    return { arrivedBytes, payloadBytes, isNew }
  }
}

/** The bytes that follow a frame's header, or null where the header is not whole. */
function readLength(header: readonly number[]): number | null {
  if (header.length < 2) return null
  const short = header[1]! & LENGTH
  const lengthBytes = short === LENGTH_OF_8_BYTES ? 8 : short === LENGTH_OF_2_BYTES ? 2 : 0
  if (header.length < 2 + lengthBytes + MASK_BYTES) return null
  return lengthBytes === 0 ? short : header.slice(2, 2 + lengthBytes).reduce((length, byte) => length * 256 + byte, 0)
}
