/** Of RFC 6455, 5.2. */
export const OPCODES = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

interface Odd {
  /** The first byte as it is: FIN, reserved bits and opcode. */
  readonly first?: number
  /** The length that the frame claims. */
  readonly length?: number
  readonly isMasked?: boolean
}

/** A frame as a client sends it, final and masked (with zeros, which changes nothing) unless it is to be odd. */
export function clientFrame(opcode: number, payload: Buffer, odd: Odd = {}): Buffer {
  const { first = 0x80 | opcode, length = payload.length, isMasked = true } = odd
  const size = length < 126 ? Buffer.from([length]) : length < 65_536 ? Buffer.alloc(3) : Buffer.alloc(9)
  if (size.length === 3) size.writeUInt16BE(length, 1)
  if (size.length === 9) size.writeBigUInt64BE(BigInt(length), 1)
  if (size.length > 1) size[0] = size.length === 3 ? 126 : 127
  if (isMasked) size[0]! |= 0x80
  return Buffer.concat([Buffer.from([first]), size, Buffer.alloc(isMasked ? 4 : 0), payload])
}

/** The code of the close frame among what a server sent, if there is one. */
export function closeCodeOf(received: Buffer): number | undefined {
  for (let at = 0; at + 2 <= received.length; ) {
    const short = received[at + 1]! & 0x7f
    const header = short === 126 ? 4 : short === 127 ? 10 : 2
    if (at + header > received.length) return undefined
    const length =
      short === 126 ? received.readUInt16BE(at + 2) : short === 127 ? Number(received.readBigUInt64BE(at + 2)) : short
    if ((received[at]! & 0x0f) === OPCODES.close)
      return length >= 2 && at + header + 2 <= received.length ? received.readUInt16BE(at + header) : undefined
    at += header + length
  }
  return undefined
}
