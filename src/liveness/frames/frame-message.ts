export const FRAME_HEADER_BYTES = 12
export const SEQUENCE_MAX = 2 ** 32 - 1
export const FRAME_BYTES_MAX = 512 * 1024
export const FRAME_MESSAGE_BYTES_MAX = FRAME_BYTES_MAX + FRAME_HEADER_BYTES

export interface FrameMessage {
  readonly sequence: number
  readonly capturedAtMs: number
  /** An encoded JPEG: a part of the message, not a copy. */
  readonly picture: Uint8Array
}

/**
 * Reads a frame as it comes over the stream: sequence (uint32, big endian), capture time in ms (float64, big endian),
 * JPEG. A string says what is wrong with it.
 */
export function readFrameMessage(message: Uint8Array): FrameMessage | string {
  if (message.byteLength <= FRAME_HEADER_BYTES)
    return `A frame has ${FRAME_HEADER_BYTES} bytes of header and then a JPEG`
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const sequence = view.getUint32(0)
  const capturedAtMs = view.getFloat64(4)
  if (!Number.isFinite(capturedAtMs)) return 'The capture time is a finite number of milliseconds'
  const picture = message.subarray(FRAME_HEADER_BYTES)
  if (!isJpeg(picture)) return 'A frame is a JPEG'
  return { sequence, capturedAtMs, picture }
}

/** Whether bytes begin as every JPEG does (ITU T.81: SOI, then a marker). */
export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
