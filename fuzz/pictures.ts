import { readFile } from 'node:fs/promises'
import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { mutateBytes } from './mutate-bytes.ts'
import type { Random } from './random.ts'

export interface Picture {
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp'
  readonly bytes: Buffer
}

const FACE = new URL('../test/vision/reference/face.png', import.meta.url)
/** Around the limits of sides and areas, and around those of the formats' own fields. */
const SIDES = [0, 1, 2, 319, 320, 1920, 1921, 16_384, 16_385, 65_535, 5_000_000, 2 ** 31 - 1, 2 ** 32 - 1]
/** Whole pictures that unpack to far more than they are. */
const SHAPES: readonly [width: number, height: number][] = [
  [16_384, 2],
  [16_385, 2],
  [5_000_000, 8],
  [8, 2_000_000],
  [6_000, 6_000],
]

/** Small pictures of each format, with a face and without, whole and of extreme shape. */
export async function basePictures(): Promise<readonly Picture[]> {
  const face = sharp(await readFile(FACE)).resize(320, 240, { fit: 'contain' })
  const noise = sharp({ create: { width: 333, height: 241, channels: 4, background: '#8a6f' } })
  const encoded = [face, noise].flatMap((picture): [Picture['type'], Sharp][] => [
    ['image/jpeg', picture.clone().flatten().jpeg()],
    ['image/jpeg', picture.clone().flatten().jpeg({ progressive: true }).withMetadata({ orientation: 6 })],
    ['image/png', picture.clone().png({ compressionLevel: 9 })],
    ['image/png', picture.clone().png({ palette: true, progressive: true })],
    ['image/webp', picture.clone().webp()],
    ['image/webp', picture.clone().webp({ lossless: true })],
  ])
  const whole = await Promise.all(encoded.map(async ([type, picture]) => ({ type, bytes: await picture.toBuffer() })))
  return [...whole, ...SHAPES.map(([width, height]) => ({ type: 'image/png' as const, bytes: shape(width, height) }))]
}

/** A picture with something wrong, or as it was. */
export function mutatePicture(random: Random, { type, bytes }: Picture): Picture {
  const mutations: ((bytes: Buffer) => Buffer)[] = [
    (whole) => whole,
    (whole) => mutateBytes(random, whole),
    (whole) => mutateBytes(random, mutateBytes(random, whole)),
    (whole) =>
      type === 'image/png'
        ? mutatePng(random, whole)
        : type === 'image/jpeg'
          ? mutateJpeg(random, whole)
          : mutateWebp(random, whole),
  ]
  const claimed = random.chance(0.1) ? random.pick(['image/jpeg', 'image/png', 'image/webp'] as const) : type
  return { type: claimed, bytes: random.pick(mutations)(bytes) }
}

/** A PNG whose chunks say something else and whose checksums are right (PNG specification, 5.3). */
function mutatePng(random: Random, png: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 8; at + 12 <= png.length; at += 12 + png.readUInt32BE(at)) {
    const chunk = Buffer.from(png.subarray(at, at + 12 + png.readUInt32BE(at)))
    const data = chunk.subarray(8, -4)
    const isHeader = chunk.subarray(4, 8).toString('latin1') === 'IHDR'
    if (isHeader && random.chance(0.7)) data.writeUInt32BE(random.pick(SIDES), random.pick([0, 4]))
    if (isHeader && random.chance(0.3)) data[8 + random.below(5)] = random.below(20)
    if (!isHeader && data.length > 0 && random.chance(0.3)) data[random.below(data.length)] = random.below(256)
    chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4)
    if (random.chance(0.05)) chunk.writeUInt32BE(random.pick(SIDES) >>> 0, 0)
    chunks.push(...(random.chance(0.1) ? [chunk, chunk] : random.chance(0.05) ? [] : [chunk]))
  }
  return Buffer.concat([png.subarray(0, 8), ...chunks])
}

/** A JPEG whose frame header or segment lengths say something else (ITU T.81, B.2.2). */
function mutateJpeg(random: Random, jpeg: Buffer): Buffer {
  const copy = Buffer.from(jpeg)
  for (
    let at = 2;
    at + 9 < copy.length && copy[at] === 0xff && copy[at + 1] !== 0xda;
    at += 2 + copy.readUInt16BE(at + 2)
  ) {
    const isFrame = copy[at + 1]! >= 0xc0 && copy[at + 1]! <= 0xc2
    if (isFrame) copy.writeUInt16BE(random.pick(SIDES) & 0xffff, at + random.pick([5, 7]))
    if (isFrame && random.chance(0.3)) copy[at + 9] = random.below(6)
    if (random.chance(0.05)) {
      copy.writeUInt16BE(random.below(65_536), at + 2)
      break
    }
  }
  return copy
}

/** A WebP whose sizes say something else (RFC 9649, 2.3 to 2.7). */
function mutateWebp(random: Random, webp: Buffer): Buffer {
  const copy = Buffer.from(webp)
  const at = random.pick([4, 16, 20, 24, 26, 28])
  copy.writeUInt16LE(random.pick(SIDES) & 0xffff, Math.min(at, copy.length - 2))
  return copy
}

/** A PNG of one bit a pixel, all black. */
function shape(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunkOf('IHDR', header), chunkOf('IDAT', rows), chunkOf('IEND', Buffer.alloc(0))])
}

function chunkOf(name: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(data.length + 12)
  chunk.writeUInt32BE(data.length, 0)
  chunk.write(name, 4, 'latin1')
  data.copy(chunk, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4)
  return chunk
}
