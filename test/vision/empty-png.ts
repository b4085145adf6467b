import { once } from 'node:events'
import { crc32, createDeflate } from 'node:zlib'

export interface PngForm {
  readonly bits?: 1 | 8 | 16
  readonly alpha?: boolean
  readonly interlaced?: boolean
  /** Its data stops after so many rows, where it is not interlaced. */
  readonly rows?: number
}

/** First column and row of each pass over an interlaced PNG, and the steps (PNG, 8.2: Adam7). */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** A black PNG, gray or with `alpha` in color, written in pieces, so that the largest takes no memory here. */
export async function emptyPng(width: number, height: number, form: PngForm = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { bits = 8, alpha = false, interlaced = false, rows = height } = form
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(bits, 8)
  header.writeUInt8(alpha ? 6 : 0, 9)
  header.writeUInt8(interlaced ? 1 : 0, 12)
  const deflate = createDeflate({ level: 1 })
  const compressed: Buffer[] = []
  deflate.on('data', (piece: Buffer) => compressed.push(piece))
  for (const [x, y, across, down] of interlaced ? PASSES : [[0, 0, 1, 1] as const]) {
    const pixels = Math.ceil((width - x) / across)
    if (pixels <= 0 || rows <= y) continue
    const rowBytes = 1 + Math.ceil((pixels * bits * (alpha ? 4 : 1)) / 8)
    await writeZeros(deflate, rowBytes * Math.max(0, Math.ceil((rows - y) / down)))
  }
  deflate.end()
  await once(deflate, 'end')
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', header),
      chunk('IDAT', Buffer.concat(compressed)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  )
}

async function writeZeros(deflate: ReturnType<typeof createDeflate>, bytes: number): Promise<void> {
  const piece = Buffer.alloc(1024 * 1024)
  for (let left = bytes; left > 0; left -= piece.length)
    if (!deflate.write(piece.subarray(0, left))) await once(deflate, 'drain')
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
