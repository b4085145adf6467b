/**
 * What writing an ONNX file needs of the protocol-buffer wire format (protobuf.dev/programming-guides/encoding): each
 * function returns the bytes of one field, and a message is its fields one after the other.
 */

const VARINT = 0
const LENGTH_DELIMITED = 2

/** A signed or unsigned integer field; negative numbers take ten bytes, as int64 does on the wire. */
export function integerField(field: number, value: number | bigint): Uint8Array {
  return Uint8Array.from([...varint(BigInt((field << 3) | VARINT)), ...varint(BigInt.asUintN(64, BigInt(value)))])
}

/** A string, bytes or nested message field. */
export function bytesField(field: number, value: string | Uint8Array): Uint8Array {
  const content = typeof value === 'string' ? new TextEncoder().encode(value) : value
  return Buffer.concat([
    Uint8Array.from([...varint(BigInt((field << 3) | LENGTH_DELIMITED)), ...varint(BigInt(content.length))]),
    content,
  ])
}

export function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields)
}

function varint(value: bigint): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return bytes
}
